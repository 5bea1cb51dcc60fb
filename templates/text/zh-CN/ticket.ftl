# 隐患：列表、上报、办理的每一步、记录。

# 到了哪一步
state-reported = 待核实
state-confirmed = 待下达
state-planning = 方案待审
state-rectifying = 整改中
state-verifying = 待验收
state-signing = 待销号
state-accepting = 待局级销号
state-closed = 已销号
state-void = 作废

# 等谁
waits-reported = 等安全员核实。
waits-confirmed = 等学校下达整改：一般隐患由安全员或校长下达，重大隐患由校长下达。
waits-planning = 等教育局审整改方案，审过才开始整改。
waits-rectifying = 等整改责任人整改。
waits-responsible = 等{ $a }整改。
waits-verifying = 等安全员或校长验收。整改的人不能自己验收。
waits-signing = 等校长签字。
waits-accepting = 等教育局到现场验收。
waits-closed = 已经销号，不用再办。
waits-void = 已经作废，不用再办。记录会一直保留。

# 类别、分级、来源、作废的原因
category-fire = 消防
category-electrical = 用电
category-building = 校舍建筑
category-food = 食品安全
category-lab = 实验室
category-equipment = 设施设备
category-transport = 交通校车
category-security = 治安保卫
category-health = 卫生防疫
category-other = 其他
grade-general-help = 危害较小，发现后能很快改好
grade-major-help = 危害大或难整改，要停用、封闭一段时间，或者达到重大隐患判定标准
source-snap = 随手拍
source-inspection = 检查发现
source-superior = 上级检查
source-public = 群众举报
source-warning = 系统预警
source-legacy = 旧台账接转
void-untrue = 不属实
void-duplicate = 重复上报
void-not-ours = 不归本校管

# 列表
tickets = 隐患台账
tickets-list = 隐患列表
tickets-tabs = 看哪些
tickets-open = 办理中
tickets-mine = 等我办理
tickets-all = 全部
tickets-narrow = 筛选隐患
tickets-words = 关键词
tickets-category = 类别
tickets-overdue = 只看逾期
tickets-none = 这里没有隐患。看到不安全的地方，随手报。
tickets-none-narrowed = 没有符合条件的隐患。
tickets-count = 共 { $n } 条
tickets-count-part = 这一页 { $n } 条
tickets-words-hint = 编号、描述、地点、人名、风险点都可以，几个词用空格隔开
tickets-find = 搜索
tickets-chips = 现在的筛选
tickets-chip-off = ，去掉
tickets-chip-words = “{ $a }”
tickets-chip-person = 一位责任人
tickets-chip-by-me = 我上报的
tickets-chip-risk-point = 一个风险点
tickets-chip-round = 一轮督导检查
tickets-chip-campaign = 一次专项整治
tickets-chip-level = 一个风险等级
tickets-by-state = 进度
tickets-by-overdue = 期限
tickets-by-grade = 分级
tickets-by-category = 类别
tickets-by-source = 来源
tickets-by-term = 发现的学期
tickets-by-person = 责任人
tickets-term-1 = { $a }—{ $b } 学年第一学期
tickets-term-2 = { $a }—{ $b } 学年第二学期
tickets-none-open = 这里只看办理中的。
tickets-none-all = 在全部隐患里找
tickets-none-hint = 少写一个词，或者只写词的一部分，再试试。

# 上报
report-title = 报告隐患
report-photo = 照片
report-photo-hint = 拍清楚问题，或者退后几步，让人看得出在哪里。尽量不拍学生的脸。确实不能拍的，在下方说明原因。
report-what = 发现了什么
report-what-hint = 一句话，例如“东侧安全出口被旧课桌堵住”。
report-place = 在哪里
report-place-hint = 写到别人能找到，例如“B 栋三层东侧走廊”。
report-risk-point = 属于哪个风险点
report-risk-point-hint = 说不准就不选。
report-risk-point-none = 不选
report-category = 类别
report-grade = 严重程度
report-more = 补充说明
report-more-hint = 影响到谁，已经采取了什么措施。
report-fixed = 已经当场改好了？
report-fixed-yes = 已当场整改
report-fixed-small = 只限一般隐患。填好下面几项，再由别人验收
report-after = 整改后的照片
report-after-hint = 站在同一个位置再拍一张，方便对比。
report-done = 怎么整改的
report-spent = 实际花费
report-spent-hint = 没花钱就填 0。
report-else = 不是刚发现，或者没法拍照
report-found-at = 发现时间
report-found-at-hint = 不填就按现在算。
report-no-photo = 没有照片的原因
report-no-photo-hint = 有照片就不用填。例如“配电室内不准拍照”。
report-button = 提交隐患
ticket-photo-or-reason = 请拍一张照片；没法拍就写明没有照片的原因
flash-reported = 隐患已上报
flash-confirmed = 核实好了，接下来下达整改
flash-voided = 已作废，理由留在记录里
flash-fixed = 记为当场整改，等别人验收
flash-assigned = 已下达，责任人在今日工作里看得到
flash-plan-approved = 方案已同意，可以开始整改
flash-plan-returned = 方案已退回
flash-progress = 进展记下了
flash-reassigned = 责任人换好了
flash-submitted = 整改结果已提交，等别人验收
flash-passed = 验收通过，等校长签字
flash-failed = 已退回整改
flash-signed = 签好了
flash-sent-back = 没有签字，已退回整改
flash-accepted = 已同意销号
flash-refused = 没有同意销号，已退回整改

# 一条隐患
ticket-now = 现在
ticket-yours = 等你办理
ticket-next = 下一步
ticket-others = 你还可以
ticket-pair = 整改前后
ticket-no-before = 没有整改前的照片。
ticket-no-after = 还没有整改后的照片。
ticket-beside = 过程照片
ticket-done = 整改情况
ticket-plan = 五落实
ticket-fulfilled = { $n } / 5
ticket-history = 办理记录
ticket-people = 相关人员
ticket-facts = 基本信息
moment-before = 整改前
moment-after = 整改后
photo-alt-before = 整改前：{ $a }
photo-alt-during = 整改中：{ $a }
photo-alt-after = 整改后：{ $a }
photo-alt-check = 验收时：{ $a }

# 五落实
five-responsible = 整改责任人
five-measures = 整改措施
five-funds = 整改资金
five-deadline = 整改时限
five-contingency = 应急预案
five-assigned-by = { $a }下达
five-planned = 预算 { $a }
five-spent = 实支 { $a }
five-missing = 还没定
five-on-the-spot = 当场整改
five-on-the-spot-words = 发现后马上改好，不用另定方案，由别人验收。

# 基本信息
fact-number = 编号
fact-source = 来源
fact-found = 发现时间
fact-reported = 上报时间
fact-returned = 退回次数
fact-void = 作废原因

# 各人做了什么
part-reporter = 上报
part-confirmer = 核实
part-responsible = 整改责任人
part-rectifier = 整改
part-verifier = 验收
part-signer = 签字
part-accepter = 局级销号

# 按钮：要做的事
do-report = 报告隐患
do-confirm = 确认属实
do-void = 作废
do-fix-on-the-spot = 登记当场整改
do-assign = 下达整改
do-assign-major = 方案报局里审
do-approve-plan = 同意方案，开始整改
do-return-plan = 退回方案
do-progress = 记进展
do-reassign = 换责任人
do-submit = 提交验收
do-pass = 通过，送校长签字
do-fail = 不通过，退回整改
do-sign = 签字销号
do-sign-major = 签字，报局里验收
do-send-back = 退回整改
do-accept = 同意销号
do-refuse = 不同意，退回整改

# 表单的标题
act-report = 报告隐患
act-confirm = 核实
act-void = 作废
act-fix-on-the-spot = 当场整改
act-assign = 下达整改
act-approve-plan = 审整改方案
act-return-plan = 退回方案
act-progress = 记进展
act-reassign = 换整改责任人
act-submit = 提交整改结果
act-pass = 验收
act-fail = 退回整改
act-sign = 校长签字
act-send-back = 退回整改
act-accept = 局级销号
act-refuse = 退回整改

# 办理记录：接在姓名后面
did-report = 上报了隐患
did-confirm = 核实了隐患
did-void = 作废了这条记录
did-fix-on-the-spot = 当场整改了
did-assign = 定了方案，下达整改
did-approve-plan = 同意了整改方案
did-return-plan = 退回了整改方案
did-progress = 记了进展
did-reassign = 换了整改责任人
did-submit = 提交了整改结果
did-pass = 验收通过
did-fail = 验收不通过，退回整改
did-sign = 签了字
did-send-back = 没有签字，退回整改
did-accept = 同意销号
did-refuse = 不同意销号，退回整改
did-to = 责任人 { $a }
did-due = { $a }前完成

# 核实、作废
confirm-grade = 定为哪一级
void-reason = 作废的原因
void-note = 说明
void-note-hint = 写清依据；重复上报的写明原来那条的编号。记录会保留，作废后不能恢复。

# 下达
assign-responsible-hint = 选真正负责改的人。这个人不能再验收或签字。
assign-measures-hint = 写清做什么、做到什么样算好，例如“清走走廊杂物，换闭门器 2 套”。
assign-funds-hint = 预计要花多少。不花钱就填 0。
assign-deadline-hint = 最晚哪一天改好，一年以内。
assign-contingency-hint = 改好之前怎么防：哪里先封起来，谁看着；情况变坏时先撤谁，给谁打电话。
assign-major = 重大隐患的方案要教育局审过才开始整改。等的时候，先按预案把人和危险隔开。

# 整改
submit-photo = 整改后的照片
submit-photo-hint = 站在整改前照片的位置再拍一张，方便对比。
progress-note = 进展到哪里了
progress-photo = 现场照片
reassign-to = 换成谁
reassign-note = 为什么换

# 验收、签字
pass-lead = 到现场，对照方案和照片看一遍，再决定。
pass-note = 验收意见
pass-note-hint = 不通过时要填：还差什么，改成什么样才算好。
check-photo = 验收照片
sign-lead = 你签字，表示隐患确已消除，由你负责。姓名和时间会记入台账。
sign-note = 签字意见
sign-note-hint = 退回时要填：还差什么。
sign-password = 你的登录密码
sign-password-hint = 再输一次，确认是你本人签字。退回不用填。
sign-in-wrong-password = 密码不对，请重新输入

# 教育局
approve-lead = 看责任人、措施、资金、时限、预案能不能真正消除这处隐患。
approve-note = 审核意见
approve-note-hint = 退回时要填：方案要改哪里。
accept-lead = 到学校现场看过再决定。同意就销号，不同意就退回学校整改。
accept-note = 现场验收意见
accept-note-hint = 写明谁到了现场，看到什么；不同意的，写明还差什么。

# 没有办成
refused-title = 这一步没有办成
refused-last = { $b }，{ $a }
refused-kept = 你写的话还在，可以复制：
refused-state = 这条隐患已经不在这一步。
refused-role = 这一步归别的岗位办。
refused-own-work = 你负责或做过整改，要由别人验收、审核或签字。
refused-not-responsible = 这一步只能由整改责任人来办。
refused-principal-responsible = 校长要签字，不能当整改责任人，请换一个人
refused-principal-fixes = 校长要签字，不能自己整改。请先上报，再安排别人整改
refused-same-person = 已经由这个人负责，请换一个人
refused-deadline = 时限要定在今天起的一年以内
refused-major = 重大隐患不能按当场整改办，要先定方案、报局里审
refused-no-photo = 请加一张整改后拍的照片
refused-stale = 你打开这一页以后，有人先办了一步。看看现在到了哪里，再决定要不要办。
refused-photo-gone = 有照片已经用过或者过期了。请回到上一页，重新选照片再提交。

report-position-add = 加上当前位置
report-position-asked = 正在定位…
report-position-found = 已加上位置，误差约 { $a } 米。
report-position-none = 没拿到位置。在浏览器里允许定位再试，或者只写清地点。
report-position-wrong = 位置读不懂。重新加一次，或者只写清地点
fact-position = 手机位置
fact-position-off = 误差约 { $a } 米

flash-extension-asked = 延期申请已提交，批准以前仍按原期限
flash-extension-granted = 已同意延期，新期限已生效
flash-extension-denied = 没有同意延期，按原期限整改
flash-reopened = 已重新打开，重新整改
flash-regraded = 隐患等级改好了
flash-commented = 留言记下了
flash-joined = 记下了，你也是上报人
do-ask-extension = 申请延期
do-grant-extension = 同意延期
do-deny-extension = 不同意
do-reopen = 重新打开
do-regrade = 改隐患等级
do-regrade-raise = 升为重大隐患
do-regrade-lower = 降为一般隐患
do-comment = 留言
do-join = 我也发现了
do-absorb = 并入
act-ask-extension = 申请延期
act-grant-extension = 延期申请
act-deny-extension = 不同意延期
act-reopen = 重新打开
act-regrade = 改隐患等级
act-comment = 留言
act-join = 我也发现了
act-absorb = 并入
did-ask-extension = 申请延期
did-grant-extension = 同意延期
did-deny-extension = 没有同意延期
did-reopen = 重新打开了隐患
did-regrade = 改了隐患等级
did-comment = 留言
did-join = 也发现了同一隐患
did-absorb = 把重复的一条并了进来
did-until = 申请延到{ $a }
ask-lead = 申请以后期限不变，批准了才变。
ask-until = 想延到哪一天
ask-until-hint = 要晚于现在的期限。
ask-reason = 为什么要延期
ask-reason-hint = 例如“配件要从厂家订，下周三到货”。
ask-interim = 这段时间怎么保证安全
ask-interim-hint = 例如“围挡封闭，值班老师每天看两次”。
ask-asked = 延期申请
ask-by-until = { $a }申请延到{ $b }
grant-until = 批准到
grant-until-hint = 可以比申请的早，不能更晚。
grant-note = 意见
grant-note-hint = 不同意时要写明理由。
reopen-lead = 用在隐患又出现、没有真的改好，或者抽查不合格的时候。记录会写明重新打开过几次。
reopen-note = 为什么重新打开
reopen-note-hint = 写清楚看到了什么。
reopen-due = 新的期限
regrade-raise = 升为重大以后，由校长重新定方案，报局里审批。
regrade-lower = 降为一般要由核实人以外的校长或者局里决定，理由会留在记录里。
regrade-note = 理由
confirm-note = 改等级的理由
confirm-note-hint = 和上报时的等级不一样就要写。重大降为一般，由校长来核实。
comment-note = 想说什么
comment-note-hint = 看得到这条隐患的人都能看到，留下就不能改。
join-lead = 不用再报一次。你会列在上报人里，处理结果也看得到。
join-note = 补充一句
void-original = 重复的是哪一条
void-original-hint = 原因选“重复上报”时填编号，例如 2026-0147。要是还没销号的一条。
alike-title = 这条好像有人报过了
alike-lead = 请看一眼。是同一处就点“就是这条”，你会加为上报人；不是就在下面照常提交。
alike-same = 就是这条
alike-known = 这条你已经报过。
alike-anyway = 不是同一处，照常提交
alike-reported = { $a }上报
five-extended = （原定{ $a }，延期 { $b } 次）
part-also = 也发现了
fact-reopened = 重新打开次数
fact-original = 原来的一条
refused-asked = 已经有一份延期申请在等答复。
refused-extended = 延期次数已经用完，请按期限整改。
refused-not-later = 新期限要晚于现在的期限
refused-longer = 不能批得比申请的更晚
refused-own-request = 自己的申请不能自己批。
refused-too-late = 销号太久，不能再打开了。请新报一条。
refused-same-grade = 已经是这个等级
refused-lowering = 重大降为一般，要由核实人以外的校长或者局里决定
refused-no-reason = 改了等级要写理由
refused-which-one = 填一条本校还没销号的隐患编号
refused-known = 这条你已经报过。
