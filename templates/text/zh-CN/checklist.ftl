# 检查表：列表、一张表、填写。
checklists = 检查表
checklists-list = 检查表列表
checklists-narrow = 筛选检查表
checklists-words = 包含文字
checklists-retired = 也看停用的
checklists-own = 自己的
checklists-count = { $n } 张检查表
checklists-none = 还没有检查表。
checklists-none-narrowed = 没有符合条件的检查表。
checklist-products = 系统自带
checklist-version = 第 { $a } 版
checklist-retired = 已停用

# 一张表
checklist-print = 打印
checklist-boxes = □ 合格　□ 不合格　□ 不适用　说明：
checklist-older = 你看的是第 { $a } 版，已经有更新的版本。
checklist-to-newest = 看最新的
checklist-versions = 版本
checklist-versions-lead = 版本存下就不再变，已经开始的检查仍按当时的检查项。
checklist-criterion-is = 重大隐患 { $a }
checklist-method = 检查方法
checklist-method-look = 看
checklist-method-test = 试
checklist-method-ask = 问
checklist-method-record = 查记录
checklist-retire = 停用
checklist-retire-lead = 停用后不能再选，用它做过的检查不变。
checklist-restore = 恢复使用
checklist-restore-lead = 按停用前的检查项另存一版。
checklist-refused = 没有存下
checklist-stale = 这张检查表刚被别人改过，请按现在的样子再看一遍。

# 填写
checklist-new = 新建检查表
checklist-adapt = 复制一份来改
checklist-edit = 修改
checklist-edit-lead = 存下就是新的一版，已经开始的检查不变。
checklist-copied = 从“{ $a }”复制。按自己的情况改，原表不变。
checklist-first = 你填写的时候，{ $b } 存了第 { $a } 版：
checklist-see-theirs = 看一看
checklist-yours-kept = 你填的还在下面，再存一次就成为它后面的一版。
checklist-title = 名称
checklist-title-hint = 例如“食堂每日检查表”
checklist-title-en = 英文名称
checklist-questions = 检查项
checklist-questions-hint = 空行不算。没写部位的，归到上一项的部位；同一部位的检查项排在一起。
checklist-row = 第 { $n } 项
checklist-area = 部位
checklist-question = 检查项（答“是”就是合格）
checklist-standard = 合格标准
checklist-further = 方法、凭据、英文
checklist-evidence = 凭据
checklist-criterion = 重大隐患判定标准
checklist-question-en = 检查项（英文）
checklist-standard-en = 合格标准（英文）
checklist-drop = 去掉这一项
checklist-more = 再加几行
checklist-keep = 存下检查表
checklist-need-title = 给检查表起个名称
checklist-title-taken = 这里已经有一张同名的检查表
checklist-need-kind = 选择用于哪类检查
checklist-need-questions = 至少写一项
checklist-need-question = 第 { $a } 项要写检查什么，不要就把这一行清空
checklist-twice = 第 { $a } 项在同一部位重复了
checklist-no-criterion = 第 { $a } 项：这里没有这条判定标准
flash-checklist-kept = 检查表存好了
flash-checklist-retired = 检查表已停用
flash-checklist-restored = 检查表恢复使用了

# 台账
did-keep-check-list = 新建了检查表
did-adapt-check-list = 复制并修改了检查表
did-revise-check-list = 存了检查表的新版
did-retire-check-list = 停用了检查表
did-restore-check-list = 恢复了检查表
ledger-subject-check-list = 检查表
