# 重大隐患：判定依据、六项方案、临时管控、停用、挂牌督办。

# 判定
basis = 为什么是重大隐患
basis-criterion = 符合直接判定标准，当场定为重大，并提请上级挂牌督办。
basis-count = 同一类别多项标准同时成立，综合判定为重大。
basis-judgement = 经研判定为重大，理由见处理记录。
criteria-tick = 对照重大隐患判定标准
criteria-tick-hint = 现场符合哪一条就勾哪一条。直接判定的勾一条即为重大；综合判定的同类满几条即为重大，由教育局定。
criteria-direct = 直接判定
criteria-together = 综合判定
criteria-unconfirmed = 待核对条文
criteria-asked = 检查项问的就是这一条

# 方案六项
six-causes = 现状和原因
six-causes-hint = 现在是什么情况，怎么形成的。
six-harm = 危害和整改难度
six-harm-hint = 可能伤到谁、多少人；难在哪里。
six-goal = 目标和任务
six-goal-hint = 治理到什么程度算完成。
six-materials = 物资
six-materials-hint = 需要什么材料、设备，从哪里来。
six-bodies = 机构和人员
six-bodies-hint = 哪个单位施工，学校谁配合、谁监督。
six-requirements = 时限要求
six-requirements-hint = 分几步，各到什么时候，施工期间要做到什么。

# 临时管控
controls = 临时管控
controls-none = 还没有临时管控措施。重大隐患在消除之前，要先把人保护住。
control-withdraw = 撤离人员
control-cordon = 围挡隔离
control-warning-sign = 设警示标志
control-extra-patrol = 加密巡查
control-monitoring = 专人值守监测
control-relocate = 转移到别处
control-times-1 = 每天看一次
control-times-2 = 每天看两次
control-times-3 = 每天看三次
control-since = { $a }起
control-over = { $a }至{ $b }
control-lead = 在隐患消除之前保护师生。每条措施每天生成检查任务，直到解除或销号。
control-kind = 采取什么措施
control-words = 具体做什么
control-words-hint = 写成检查时能回答的一句话，例如“东侧楼梯围挡完好，无人进入”。
control-owner = 谁负责看
control-owner-hint = 检查任务发给这个人。
control-times = 每天看几次
control-photo = 现场照片
act-control = 加一条临时管控
do-control = 加临时管控
did-control = 加了临时管控
flash-controlled = 已加临时管控，今天起生成检查任务。
act-lift = 解除临时管控
do-lift = 解除临时管控
did-lift = 解除了临时管控
flash-lifted = 已解除，不再生成检查任务。
lift-which = 解除哪一条
lift-note = 为什么可以解除
lift-note-hint = 现场现在是什么情况。
act-close-off = 停用场所
do-close-off = 停用场所
did-close-off = 停用了场所
flash-closed-off = 已停用，上级同时收到通知。
close-off-lead = 停用后，“{ $a }”在销号之前任何人不得使用，上级会同时收到通知。
close-off-note = 为什么停用
close-off-note-hint = 险情，以及里面的人和课怎么安排。
out-of-use = { $a }已停用（{ $b }起），销号前不得使用。
act-put-back = 恢复使用
do-put-back = 恢复使用
did-put-back = 恢复了使用
flash-put-back = 已恢复使用。
put-back-lead = 隐患还没有销号。确认“{ $a }”现在可以安全使用，再恢复。
put-back-note = 依据
put-back-note-hint = 谁看过现场，凭什么判断安全。

# 挂牌督办
listing = 挂牌督办
listing-proposed = 待决定
listing-listed = 已挂牌
listing-requested = 申请摘牌
listing-delisted = 已摘牌
listing-declined = 不挂牌
listing-proposed-words = 符合直接判定标准，等上级决定是否挂牌。
listing-declined-words = 上级决定不挂牌，理由见处理记录。
listing-number = 督办编号
listing-numbered = { $a } { $b } 号
listing-listed-on = 挂牌
listing-due = 督办期限
listing-filed = 报安委会备案
listing-published = 挂牌公示
listing-taken-off = 摘牌
delisting-published = 摘牌公示
listing-not-yet = 未办
act-list = 挂牌督办
do-list = 挂牌
did-list = 挂了牌
flash-listed = 已挂牌，学校收到通知。
list-lead = 挂牌后，摘牌之前不能销号。编号自动生成。
list-due = 督办期限
list-due-hint = 不早于整改期限，最长一年。
list-supervisor = 督办责任人
list-supervisor-hint = 本单位由谁跟进。
list-note = 督办要求
list-note-hint = 写给学校：停用范围、阶段节点、报告频次。不挂牌时写理由。
do-decline-listing = 不挂牌
did-decline-listing = 决定不挂牌
flash-listing-declined = 已记下不挂牌的理由。
act-file-listing = 登记备案
do-file-listing = 登记备案
did-file-listing = 登记了备案
flash-listing-filed = 已登记备案日期。
file-listing-lead = 挂牌后按规定报安委会备案。这里登记今天已经报送。
act-publish-listing = 发布公示
do-publish-listing = 发布公示
did-publish-listing = 发布了公示
flash-listing-published = 已公示，学校公示栏上可以看到。
publish-listing-lead = 公示后，任何人在学校公示栏的网页上都能看到编号、隐患、期限和责任单位，看不到个人信息。
act-delist = 到场验收、摘牌
do-delist = 摘牌
did-delist = 摘了牌
flash-delisted = 已摘牌，可以验收销号。
delist-lead = 到现场核查，确认隐患消除后摘牌。退回则继续督办。

# 局级验收
accept-visited = 到场日期
accept-members = 验收人员
accept-members-hint = 至少两人，写姓名，用顿号或换行隔开。专家可注明单位。

# 事实
fact-repeats = 重复出现
fact-accepted = 到场验收
fact-signed-for = 代谁签批

# 拒绝
refused-criterion = 勾选的标准已经成立，只能定为重大。
refused-bureau-lowers = 按判定标准定的重大隐患，只有上级可以降级。
refused-six-parts = 重大隐患的方案六项都要写。
refused-two-people = 至少写两个不同的人。
refused-visited = 到场日期在上报和今天之间。
refused-listed = 正在挂牌督办，先摘牌。
refused-listed-above = 由挂牌的单位或它的上级办理。
refused-beyond-listing = 整改期限不能晚于督办期限。
refused-controls = 没有这条在执行的措施，或者措施已经太多。
refused-own-verdict = 你验收的，不能再由你代签。

# 通知
message-kind-notice = 重大隐患、停用、挂牌的知会
message-notice-confirm = 定为重大隐患
message-notice-regrade = 升为重大隐患
message-notice-reopen = 重大隐患重新打开
message-notice-close-off = 场所停用
message-notice-list = 被挂牌督办
message-notice-delist = 已摘牌
message-notice-decline-listing = 决定不挂牌

# 检查计划
plan-control = 临时管控措施
