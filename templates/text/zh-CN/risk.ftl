# 风险清单的词。

# 清单
risks = 风险清单
risks-adopt = 从参考库选用
risks-grading = 评价标准
risks-new = 新增风险点
risks-list = 风险点
risks-tabs = 看哪些风险点
risks-all = 全部
risks-mine = 我负责的
risks-incomplete = 责任人未落实
risks-due = 30 天内复评
risks-narrow = 筛选风险点
risks-words = 名称、位置或编号
risks-table = 风险点表，可左右滑动
risks-none = 还没有风险点。从参考库开始：勾选你们学校有的。
risks-none-tab = 这里没有风险点。
risks-none-narrowed = 没有符合条件的风险点。清除筛选，或换个词试试。
risks-count = 共 { $n } 个风险点
risks-count-part = 本页 { $n } 个，后面还有

# 风险点
risk-point = 风险点
risk-school = 学校
risk-level = 等级
risk-value = D 值
risk-measures = 措施
risk-owner = 责任人
risk-review = 下次评估
risk-tickets = 隐患
risk-open = { $n } 条未销号
risk-open-none = 无
risk-incomplete = 责任人未落实
risk-nobody = 还没指定
risk-report = 在这里报隐患
risk-may-cause = 可能导致：{ $a }
risk-retired = { $a }停用。记录保留，不能再改。
risk-hazard = 危险源
risk-hazard-n = 危险源 { $n }
risk-scale = D 值 { $a }，{ $b }
risk-factor-name = 因素
risk-score = 取值
risk-meaning = 含义
risk-measures-title = 管控措施
risk-measures-count = { $n } 项
risk-no-measures = 还没有写管控措施。
risk-tickets-here = 这里的隐患
risk-tickets-all = 查看全部
risk-tickets-none = 这里没有报过隐患。
risk-evaluations = 评估记录
risk-duties = 分级管控
risk-history = 变更记录

# 类别、来源、措施
risk-kind-place = 场所
risk-kind-facility = 设施
risk-kind-activity = 活动
risk-factor-human = 人的因素
risk-factor-thing = 物的因素
risk-factor-environment = 环境因素
risk-factor-management = 管理因素
measure-engineering = 工程技术
measure-management = 管理
measure-training = 培训教育
measure-ppe = 个体防护
measure-emergency = 应急处置

# 管控层级和查看频次
tier-school = 校级
tier-school-hint = 校长或分管副校长。重大、较大风险要有
tier-department = 部门、年级
tier-department-hint = 处室或年级负责人。一般及以上风险要有
tier-post = 班级、岗位
tier-post-hint = 班主任或岗位人员。每个风险点都要有

# 为什么评估
risk-reason-initial = 初次评估
risk-reason-periodic = 到期复评
risk-reason-accident = 发生事故后
risk-reason-hidden-danger = 发现隐患后
risk-reason-change = 用途、设备或人员有变化
risk-reason-season = 季节变化

# 表单
risk-new-title = 新增风险点
risk-new-button = 保存风险点
risk-name = 名称
risk-name-hint = 一个场所、设施或活动，例如“食堂燃气间”
risk-area = 区域
risk-kind = 类别
risk-place = 位置
risk-place-hint = 例如“A 栋二层东楼梯”
risk-accident = 可能导致
risk-accident-hint = 可能发生的事故，例如“火灾、中毒”
risk-first-hazard = 第一个危险源
risk-scores-lead = { $a }。每项选一个分值，等级由分值算出。
risk-hazard-what = 危险在哪里
risk-hazard-what-hint = 例如“燃气软管老化，可能漏气”
risk-hazard-type = 事故类型
risk-factor = 因素
risk-measure-n = 措施 { $n }
risk-measure-kind = 类型
risk-measure-words = 措施
risk-measure-kind-missing = 请选这条措施的类型
risk-measure-text-missing = 请写措施内容，或把类型改回空
risk-duties-lead = 等级决定要指定谁：重大、较大风险三级都要，一般风险要部门和岗位，低风险要岗位。不填也能保存，但会算作责任人未落实。
risk-which-hazard = 评估哪个危险源
risk-reason = 为什么评估
risk-note = 有什么变化
risk-note-hint = 等级降低时必须写
risk-save = 保存修改
risk-save-evaluation = 保存评估
risk-save-hazard = 保存危险源
risk-retire-lead = 场所拆了、活动停了，就把风险点停用。记录保留，还能查看。
risk-retire-note = 停用原因
risk-retire-note-hint = 例如“旧锅炉房七月已拆除”

# 每一项要填什么
risk-need-name = 请写风险点名称
risk-need-area = 请选区域
risk-need-kind = 请选场所、设施或活动
risk-need-accident = 请写可能导致什么事故
risk-need-hazard-what = 请写危险在哪里
risk-need-hazard-type = 请选事故类型
risk-need-factor = 请选是哪类因素
risk-need-score = 请给 { $a } 选一个分值
risk-need-which-hazard = 请选要评估的危险源
risk-need-reason = 请选为什么评估
risk-need-retire-note = 请写停用原因

# 能做的事
risk-do = 修改这个风险点
risk-do-evaluate = 重新评估
risk-do-evaluate-this = 重新评估这个危险源
risk-do-edit = 编辑
risk-do-hazard = 增加危险源
risk-do-retire = 停用

# 做过的事
did-adopt-point = 从参考库选用
did-add-point = 新增了风险点
did-evaluate = 重新评估
did-add-hazard = 增加了危险源
did-revise-point = 修改了内容
did-retire-point = 停用了风险点

# 参考库
adopt-title = 从参考库选用风险点
adopt-lead = 勾选学校有的，指定责任人，就完成了。分值只是起步值，选用后请按本校情况重新评估。
adopt-tick = 快速勾选
adopt-tick-common = 勾选各校都有的
adopt-tick-all = 全部勾选
adopt-tick-none = 全部不选
adopt-left = 还有 { $n } 项没选用
adopt-begins-with-lec = 参考库按 LEC 打分，先用 LEC 定级；选用后请按“{ $a }”重新评估。
adopt-in-use = 已在风险清单里
adopt-all-in-use = 参考库里的风险点已经全部选用。
adopt-people = 指定责任人
adopt-people-lead = 勾选的每个风险点都按等级需要的层级写上这些人，以后可以逐个改。
adopt-button = 选用勾选的风险点
risk-pick-none = 请至少勾选一个风险点
risk-pick-scheme = 参考库的分值和现在用的评价方法对不上，请手工新增

# 为什么不行
risk-refused = 没有保存
risk-see-now = 看看 { $a } 现在的样子
risk-refused-stale = 你打开表单以后，有人改过这个风险点。你填的内容还在下面，对照一下，没问题再保存。
risk-refused-retired = 这个风险点已经停用，不能再改。
risk-refused-open = 这里还有没销号的隐患。先销号，再停用。
risk-refused-hazard = 请选这个风险点的危险源
risk-refused-unexplained = 等级降低了，请写清有什么变化
risk-refused-many = 一个风险点装不下这么多，请另建一个风险点。

# 三个等级
risk-levels = 等级
risk-inherent = 固有等级
risk-inherent-hint = 假设没有任何管控。由它决定谁来管，也印在告知卡上。
risk-residual = 管控后等级
risk-residual-hint = 按现有措施来评。没有评就空着。
risk-current = 当前等级
risk-after = 管控后
risk-after-value = 管控后 { $a }
risk-scale-after = 管控后 { $a }，{ $b }。
risk-red-by-danger = 有重大隐患未销号，当前按重大风险管控
risk-red-by-danger-text = { $n } 条重大隐患未销号。全部销号后等级恢复，并要重新评估。
risk-line = 近 90 天等级变化 { $n } 次，当前{ $a }
risk-line-today = 今天
risk-line-note = 近 90 天的当前等级，取自台账。
risk-review-called = 按评估通知提前

# 直接判定
risk-rule = 依据
risk-rule-law = 违反法律法规或标准的强制性规定
risk-rule-recurrence = 发生过死亡、重伤、中毒或重大损失，且条件仍然存在
risk-rule-installation = 涉及法定重大危险源
risk-rule-crowd = 有火灾、爆炸或中毒危险，且现场十人以上
risk-rule-expert = 专家判定为重大
risk-rule-raise = 人工上调
risk-judge-lead = 直接判定不看分值，一律为重大风险。人工上调可选更高的等级。两者都不能手工撤销，问题解决后由下一次评估解除。
risk-judge-level = 上调到
risk-judge-level-hint = 直接判定一律为重大
risk-judge-red = 直接判定，重大
risk-judge-note = 理由
risk-judge-note-hint = 看到了什么，在哪里
risk-judge-button = 保存判定
risk-criterion = 依据的判定标准
risk-criterion-hint = 本地正在使用的标准
risk-criterion-none = 不引用
risk-lift = 已不成立的判定
risk-lift-hint = 勾选已经解决的，并在下面写明变化。
risk-together = 参加评估的人
risk-together-hint = 写姓名，例如“李桂香、外聘工程师郑凯”

# 要求评估
risk-call-lead = 把下次评估提前，并列入今日工作。
risk-cause = 原因
risk-call-due = 评估期限
risk-call-due-hint = 早于现在的日期
risk-call-note = 发生了什么
risk-call-button = 要求评估

# 全周期
risk-life = 哪个阶段
risk-life-hint = 多数危险源出现在日常使用中
risk-life-build = 建设采购
risk-life-use = 日常使用
risk-life-maintain = 检修维护
risk-life-retire = 停用处置

# 措施
risk-do-measures = 修改措施
risk-measures-lead = 每条措施都有人负责、有人查看、有频次。检查提问会进入检查表。
risk-measure-new = 增加一条措施
risk-measure-drop = 不再使用
risk-measure-owner = 责任人
risk-measure-tier = 由谁查看
risk-measure-frequency = 检查频次
risk-frequency-of-level = 按等级要求
risk-measure-question = 检查提问
risk-measure-question-hint = 空着就用措施原文提问
risk-measure-state = 状态
risk-measure-failed = 失效
risk-measure-works = 有效
risk-measures-button = 保存措施
risk-proof = 检查时要留下
risk-proof-none = 看过即可
risk-proof-photo = 照片
risk-proof-reading = 读数
risk-proof-record = 记录

# 代管人
risk-deputies = 代管人
risk-deputies-lead = 责任人不在时由其代管。
deputy-school = 校级代管人
deputy-department = 部门、年级代管人
deputy-post = 班级、岗位代管人
risk-deputy = 代管：{ $a }
risk-deputy-of-nobody = 先写责任人，再写代管人

# 频次
every-two-hourly = 使用期间每两小时
every-five-daily = 每天五次
every-twice-nightly = 每晚两次
every-each-use = 每次使用前
every-daily = 每天
every-weekly = 每周
every-monthly = 每月
every-quarterly = 每季度
every-half-yearly = 每半年
every-termly = 每学期
every-yearly = 每年

risk-need-rule = 请选依据
risk-need-level = 请选上调到哪一级
risk-need-judge-note = 请写看到了什么
risk-need-cause = 请选原因
risk-need-call-note = 请写发生了什么
risk-do-judge = 直接判定或上调
risk-do-review = 要求评估
did-judge-point = 作出直接判定
did-ask-review = 要求重新评估
did-change-measures = 修改了措施
did-follow-ticket = 等级随重大隐患变动
risk-refused-residual = 有了管控，等级不会比没有管控更高
risk-refused-no-raise = 请选比当前更高的等级
risk-refused-later = 请选今天起、早于现在期限的日期
risk-refused-judgement = 这条判定已经不在生效
risk-refused-own-deputy = 不能自己代管自己，请另选一人
risk-refused-nothing = 没有任何改动。

# 提示
flash-risk-added = 风险点已保存。
flash-risk-adopted = 风险点已选用。
flash-risk-adopted-none = 这些风险点清单里都有，没有变化。
flash-risk-changed = 已保存。
flash-risk-retired = 风险点已停用。

# 辨识矩阵
matrix-title = 风险辨识矩阵
matrix-lead = 按区域、因素、阶段看哪里辨识过。空白处还没有人看过。
matrix-sum = 已辨识危险源 { $n } 个，没有内容的区域 { $a } 个。
matrix-gaps = 已有内容的区域里缺 { $n } 类因素。
matrix-table = 风险辨识矩阵，可左右滚动
matrix-blank = 空白
matrix-add = 新增风险点
matrix-note = 数字是有这类危险源的风险点数，图形是其中最高的固有等级。
risks-matrix = 辨识矩阵
adopt-fits = 学校有哪些？
adopt-fits-button = 按学校情况勾选
adopt-has-secondary = 中学
adopt-has-canteen = 食堂
adopt-has-university = 高校
adopt-has-boarding = 寄宿
adopt-has-vocational = 职业学校
adopt-has-kindergarten = 幼儿园
adopt-has-bus = 校车
adopt-has-works = 在建工程
adopt-has-rented = 租用校舍
adopt-has-boiler = 锅炉
adopt-has-lpg = 瓶装燃气
adopt-has-coal = 燃煤取暖
adopt-has-lift = 电梯
adopt-has-pool = 游泳池
adopt-has-pond = 池塘水面
adopt-has-primary = 小学
