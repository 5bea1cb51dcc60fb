# 每一页都有的词：框架、导航、表单、等级、步骤、期限、出错页。
product = 双防台账
skip = 跳到主要内容
back = 返回
foot = 双防台账：学校安全风险分级管控与隐患排查治理
language-other = en
language-short = EN
language-name = English
title-problem = 有错误：

# 导航
nav-main = 主导航
nav-tabs = 底部导航
crumb = 当前位置
nav-today = 今日工作
nav-inspections = 检查
nav-tickets = 隐患台账
nav-risks = 风险清单
nav-duties = 责任分工
nav-map = 四色图
nav-school = 本校总览
nav-dashboard = 区域总览
nav-grading = 评价标准
nav-ledger = 办理留痕
nav-people = 人员
nav-report = 报告隐患
nav-post = 切换岗位
nav-password = 修改密码
nav-sign-out = 退出登录
tab-report = 报隐患
person-menu = { $a }：账号菜单

# 表单
field-optional = 可不填
field-problem = 有几处要改
field-error = 错误：
field-choose-one = 请选择
field-yuan = 元
field-required = 请填写这一项
field-choose = 请选择一项
field-too-long = 太长了，最多 { $a } 个字
field-bad-characters = 有不能识别的字符，请删掉重新输入
field-money = 请填金额，例如 3280 或 3280.50；不花钱就填 0
field-money-negative = 金额不能是负数
field-money-precise = 金额最多两位小数，例如 3280.50
field-money-large = 金额太大，看看是不是多打了几个 0
field-money-myriads = 请按元填写，例如 10000，不要写“万”“亿”
field-money-grouping = 逗号的位置不对。请填 1234.50 或 1,234.50
field-date = 请填完整的日期，例如 2026-11-20
field-date-past = 日期不能早于今天
field-date-future = 日期不能晚于今天
field-unknown = 这个选项已经不在了，请重新选
form-broken = 表单没有传完整，可能是网络断了。回到上一页，再提交一次。
form-not-text = 表单里有不能识别的文字。回到上一页，改好再提交。
form-doubled = 同一项填了两次，不知道该用哪一个。请重新打开页面再填。
photo-take = 拍照
photo-album = 从相册选
photo-keep = 留用
photo-number = （第 { $n } 张）
photo-kept = 已上传的照片

# 风险等级（地点的），隐患分级（问题的）
level-1 = 重大风险
level-2 = 较大风险
level-3 = 一般风险
level-4 = 低风险
level-named = { $a }风险
level-name-1 = 重大
level-name-2 = 较大
level-name-3 = 一般
level-name-4 = 低
grade-general = 一般隐患
grade-major = 重大隐患

# 期限
due-late = 逾期 { $n } 天
due-today = 今天到期
due-soon = 还剩 { $n } 天
due-on = { $a }到期
due-done = { $a }销号

# 步骤
step-report = 上报
step-assess = 评估
step-plan = 方案
step-rectify = 整改
step-verify = 验收
step-close = 销号
steps-title = 办理进度
steps-done = ，已完成
steps-current = ，当前步骤
steps-later = ，未开始
steps-number = 第 { $n } 步
steps-at = （第 { $n } 步，共 { $a } 步）

# 列表
pager = 翻页
pager-newer = 上一页
pager-older = 下一页
filter-any = 不限
filter-apply = 筛选
filter-clear = 清除筛选

# 出错页
error-request = 编号，联系管理员时请报：
error-home = 回到今日工作
error-back = 回去看看
error-again = 再试一次
error-401-title = 请先登录
error-401-text = 你还没登录，或者登录已经过期。刚才的内容没有保存；登录后回到原来的页面再提交。
error-sign-in = 去登录
error-403-title = 你的岗位不能做这一步
error-403-text = 这一步由别的岗位来做。如果你有几个岗位，可以在账号菜单里切换。
error-404-title = 没有这一页
error-404-text = 地址可能写错了，也可能这条记录不归你的岗位看。
error-405-title = 这里不能这样操作
error-405-text = 这个地址不支持刚才的操作。回到今日工作，从那里重新打开。
error-408-title = 等得太久了
error-408-text = 网络太慢，内容没有传完。信号好一些时再提交一次。
error-409-title = 现在不能这样办
error-409-text = 你打开这一页以后，有人改过这条记录。回去看看现在到了哪一步，再决定要不要办。
error-413-title = 文件太大
error-413-text = 一次传的照片太大了。少选几张，或者把照片改小一点再传。
error-422-title = 没看懂提交的内容
error-422-text = 有的内容缺了或者格式不对。回到上一页，检查后再提交。
error-429-title = 操作太快了
error-429-text = 等一分钟再试。
error-500-title = 出错了
error-500-text = 是系统的问题，不是你的。刚才的内容可能没有保存，请回去看看；再出错就把编号告诉管理员。
error-503-title = 系统暂时不能用
error-503-text = 数据库连不上，我们正在恢复。等几分钟再试。
error-507-title = 存不下了
error-507-text = 系统的存储空间满了，刚才的内容没有保存。请把编号告诉管理员。

# 办完以后
flash-password = 密码改好了，其他手机和电脑上的登录已退出

# 岗位的角色
role-staff = 教职工
role-officer = 安全员
role-principal = 校长
role-reviewer = 安全科
role-leader = 局领导
role-administrator = 管理员
role-auditor = 审计

# 登录和改密码时的提示
sign-in-username-missing = 请填用户名
sign-in-password-missing = 请填密码
password-too-short = 新密码至少要 { $a } 个字符
password-too-long = 新密码太长，请短一些
