# 今日工作与区域总览。

home-title = 今日工作
home-weekday-1 = 星期一
home-weekday-2 = 星期二
home-weekday-3 = 星期三
home-weekday-4 = 星期四
home-weekday-5 = 星期五
home-weekday-6 = 星期六
home-weekday-7 = 星期日
home-all = 全部
home-many = 50 件以上
home-overview = 看总览
home-facts = 概况

# 等我处理
home-queue = 等我处理
home-queue-parts = 按要办的事分
home-queue-none = 现在没有等你办的隐患。发现问题随时报。
home-queue-none-bureau = 现在没有等你审的方案，也没有等你销号的隐患。
home-by-me = 我上报的
home-by-me-none = 你上报的隐患都办完了。
home-others = 其他在办隐患
home-others-none = 没有别的在办隐患。
home-overdue = 逾期隐患
home-overdue-none = 没有逾期的隐患。

# 没做完的检查
home-reviews = 要重新评估的风险点
home-begun = 我的检查
home-begun-all = 全部检查
home-begun-none = 现在没有待办检查。
home-begun-start = 去检查
home-begun-half = 进行中
home-begun-on = { $a }开始
home-begun-problems = 发现 { $n } 处不合格
home-begun-items = { $n } / { $a } 项
home-begun-go = 继续

# 刚开始用
home-first = 学校还没有风险点。先从常见清单里挑出自己有的，检查和隐患就能对上号。
home-first-adopt = 挑选风险点
home-first-wait = 安全员正在建立清单。发现隐患，现在就可以报。

# 主管部门
home-quiet = 30 天没有检查的学校
home-quiet-none = 每所学校 30 天内都检查过。

# 管理员
home-unmanned = 岗位空缺的学校
home-unmanned-none = 每所学校今天都有安全员和校长。
home-unmanned-more = 还有 { $n } 所
home-no-officer = 缺安全员
home-no-principal = 缺校长
home-kept = 人员与机构
home-kept-people = 可登录的账号
home-kept-idle = 其中今天没有岗位
home-kept-orgs = 机构

# 审计
home-ledger-chains = 有记录的单位
home-ledger-events = 记录
home-ledger-last = 最近一条
home-ledger-go = 核对留痕

# 总览
board-title = { $a }双重预防总览
board-at = 数据截至 { $a }
board-schools = { $a } 所学校
board-comma = 、
board-no-rate = —
board-never = 没有检查过

board-covered = 已覆盖学校
board-uncovered = 还有 { $n } 所没覆盖
board-risks = 在册风险点
board-risks-level = { $a }
board-inspections = 检查
board-inspected-last = 最近一次 { $a }
board-open = 在办隐患
board-open-long = 在办隐患
board-open-major = 其中重大隐患 { $a }
board-open-major-short = 其中重大隐患
board-overdue = 逾期未整改
board-overdue-longest = 最长 { $n } 天
board-closure = 闭环率
board-closed = 已销号 { $a }
board-closed-all = 已销号
board-on-time = 按期销号率
board-on-time-share = 按期 { $a }%

board-trend = 近 12 周上报与销号
board-trend-table = 看数据表
board-trend-none = 近 12 周没有上报，也没有销号。
board-this-week = 本周
board-line-closed = 销号 { $a }
board-line-reported = 上报 { $a }
board-week = 那一周的周一
board-reported = 上报
board-closed-short = 销号
board-effect = 经费与成效
board-planned = 计划经费
board-spent = 整改人填报的费用

board-levels = 风险等级分布
board-levels-all = { $a } 个风险点
board-levels-none = 还没有风险点。
board-cover = 覆盖进度
board-step-risks = 建立风险点
board-step-inspected = 开展过检查
board-step-recent = 30 天内检查
board-step-covered = 已覆盖

board-rows = 各单位情况
board-rows-scroll = 汇总表，可左右滚动
board-rows-none = 这里没有学校。
board-tab-cities = 各市
board-tab-districts = 各区县与直属学校
board-tab-schools = 全部学校
board-tab-uncovered = 没覆盖
board-tab-quiet = 30 天没检查
board-tab-covered = 已覆盖
board-tab-risks = 有风险点
board-tab-inspected = 开展过检查
board-tab-recent = 30 天内检查过
board-col-org = 单位
board-col-stage = 学段
board-col-covered = 已覆盖 / 学校
board-col-risks = 风险点（按等级）
board-col-overdue = 逾期
board-col-last = 最近检查
board-col-closure = 闭环率
board-major = 重大 { $a }
home-begun-first = 开始
