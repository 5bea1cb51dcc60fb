# 检查：列表、开始、逐项检查、记录。
inspections = 检查
inspections-list = 检查列表
inspections-narrow = 筛选检查
inspections-unfinished = 没查完
inspections-with-problems = 查出隐患
inspections-none = 还没有检查记录。
inspections-none-narrowed = 没有符合条件的检查。

# 检查类型
inspection-kind = 检查类型
inspection-kind-hint = 选了检查表可不选，按检查表的类型
inspection-kind-daily = 日常排查
inspection-kind-comprehensive = 综合性排查
inspection-kind-professional = 专业性排查
inspection-kind-special = 专项排查
inspection-kind-seasonal = 季节性排查
inspection-kind-holiday = 节假日前排查
inspection-kind-pre-term = 开学前排查
inspection-kind-post-term = 放假前排查
inspection-kind-analogy = 事故类比排查
inspection-kind-resumption = 复课前排查
inspection-kind-expert = 专家诊断
inspection-kind-measure-effect = 管控措施实效检查
inspection-kind-superior = 上级督查
inspection-kind-petition = 举报核查

# 开始
inspection-begin = 开始检查
inspection-new = 新的检查
inspection-list = 检查表
inspection-list-hint = 检查表、风险点、自己的检查项，至少选一样；选几样就合在一起查
inspection-list-none = 不用检查表
inspection-items = { $n } 项
inspection-points = 按风险点查
inspection-points-hint = 勾选风险点，每条管控措施成为一个检查项
inspection-own = 自己的检查项
inspection-own-hint = 一行一项。“# 食堂”开始一个新的区域；“灭火器在位 | 指针在绿区”竖线后面写合格标准
inspection-keep = 存成检查表
inspection-keep-small = 把自己写的检查项存下来，以后直接选用
inspection-title = 检查名称
inspection-title-hint = 例如“十一月食堂检查”。选了检查表可不填
inspection-title-missing = 给这次检查起个名称
inspection-nothing-to-ask = 选一张检查表，或勾选风险点，或写下自己的检查项
inspection-keep-nothing = 要存成检查表，先写下检查项
inspection-heading-long = 区域名称太长，最多 { $a } 个字
inspection-line-long = 每个检查项和它的标准要有字，各不超过 { $a } 个字
inspection-too-many = 一次最多查 { $a } 项，分成两次查

# 逐项检查
inspection-by = 检查人 { $a }
inspection-began = { $a } 开始
inspection-ended = { $a } 提交
inspection-walk-hint = 随时可以先存着，不必一次查完。照片多的话分几次存：一次最多 9 张，合计不超过 40 MB。
inspection-area-none = 检查项
inspection-done-of = { $a } / { $b }
inspection-saved-of = 已存 { $a } / { $b }
inspection-measure-asks = 这条措施落实了吗？
inspection-ok = 合格
inspection-problem = 不合格
inspection-not-applicable = 不适用
inspection-unchecked = 没查
inspection-words = 问题说明
inspection-photo-more = 再拍一张
inspection-photo-alt = 问题照片：{ $a }
inspection-category = 隐患类别
inspection-opens-ticket = 提交检查时，这一项会生成一张隐患单。
inspection-problems = { $n } 处不合格
inspection-clean = 未发现隐患
inspection-save = 先存着
inspection-submit = 提交检查
inspection-item-n = 第 { $n } 项：
inspection-saved-but = 已经存下，还有几处要补
inspection-not-saved = 没有存下
inspection-lack-answer = 还没查：选合格、不合格或不适用
inspection-lack-words = 不合格要写明是什么问题
inspection-lack-photo = 不合格要有一张照片
inspection-photos-full = 一项最多 { $a } 张照片，多的没有存
inspection-refused-submitted = 这次检查已经提交，不能再改。有新的问题，请报告隐患。
inspection-refused-not-yours = 这次检查由别的岗位来查，你可以查看。
flash-inspection-begun = 检查开始了，逐项查吧
flash-inspection-saved = 存好了
flash-inspection-submitted = 检查已提交，不合格的项都生成了隐患单

# 记录
inspection-result = 结果
inspection-unfinished-hint = 正在检查，已存 { $a } / { $b } 项。
inspection-frozen = 记录已封存，谁都不能再改。
inspection-to-ticket = 隐患单 { $a }
inspection-history = 经过
inspection-did-begin = 开始检查
inspection-did-submit = 提交了检查
inspection-sign-inspector = 检查人签字：
inspection-sign-school = 学校负责人签字：
inspection-sign-date = 日期：
