# 风险告知卡和安全风险公告栏的词。

# 告知卡
notice-card = 安全风险告知卡
notice-cards = 风险告知卡
notice-print = 打印
notice-print-cards = 打印告知卡
notice-panel = 贴在现场。扫码可看措施和应急处置、报告隐患。
notice-code-of = 二维码：打开 { $a } 的告知卡
notice-cards-lead = { $n } 张，每张一页 A5 横向。用浏览器的打印功能打印，边距选“无”。
notice-no-cards = 没有符合条件的风险点。
notice-no-duty-line = 还没有填学校值班电话，卡上会空着。
notice-choose = 只打印其中几张
notice-choose-button = 只显示勾选的
notice-sheets = 告知卡，可左右滑动
notice-accident = 可能导致
notice-hazards = 危险因素
notice-controls = 管控措施
notice-none-yet = 还没有写
notice-emergency = 应急处置
notice-no-steps = 先撤离，再打电话报告。
notice-holder = 责任人
notice-nobody = 还没有指定
notice-above = ；上一级 { $a }
notice-duty = 。学校值班 { $a }
notice-between = ；
notice-scan = 扫码看措施、报隐患
notice-scan-more = 完整内容见扫码页
notice-numbers = 火警 119 · 急救 120 · 报警 110 · 燃气抢修按当地号码
notice-evaluated = { $a }评估
notice-review = 下次评估 { $a }
notice-renew = 换一个二维码
notice-renew-lead = 卡丢了、被人拍走乱传，或者贴错了地方，就换一个。换了以后，已经印好的卡扫不开，要重新打印张贴。
notice-renew-button = 换码，旧卡作废
notice-card-stale = 这张卡刚刚换过码。回到告知卡看看，再决定要不要换。

# 扫码以后
notice-for-staff = 本校教职工
notice-check = 检查这里
notice-see-point = 打开风险点
notice-staff-report = 教职工登录后报隐患
notice-what = 这里有什么风险
notice-see-board = 看全校的安全风险公告栏
notice-no-card = 这张告知卡已经作废
notice-no-card-text = 可能换过二维码，也可能这个风险点已经停用。请看现场新贴的卡，或者问一问学校。

# 公告栏
notice-board = 安全风险公告栏
notice-board-of = { $a }安全风险公告栏
notice-as-of = 截至{ $a }
notice-counts = 公示的风险点
notice-emergency-calls = 紧急电话
notice-report-by-duty = 打学校值班电话，或告诉任何一位教职工
notice-board-empty = 现在没有要公示的风险点。
notice-no-board = 没有这个公告栏
notice-no-board-text = 地址可能写错了，也可能学校没有公开。请问一问学校。

# 设置
notice-settings = 公告栏设置
notice-settings-lead = 公告栏任何人不登录就能看，值班电话也印在每张告知卡上。个人电话、上报人和隐患都不会出现在上面。
notice-board-is-at = 公告栏已公开，地址：
notice-duty-line = 学校值班电话
notice-duty-line-hint = 例如 0734-000 0000。填学校的电话，不填个人的
notice-report-line = 报告隐患的方式
notice-report-line-hint = 例如“打值班电话，或投校门口意见箱”
notice-levels = 公示哪些风险点
notice-levels-grave = 重大和较大风险（红色、橙色）
notice-levels-all = 全部风险点
notice-names = 写明责任人姓名
notice-names-hint = 不勾选就只写岗位，扫码页也一样。电话任何时候都不写
notice-open = 公开公告栏
notice-open-hint = 不勾选，公告栏的地址就打不开。告知卡照常能扫
notice-tips = 接受群众举报
notice-tips-hint = 家长、学生扫告知卡或打开公告栏，不登录就能向学校反映隐患。只有安全员、校长和上级能看到
notice-save = 保存设置
notice-stale = 你打开表单以后，有人改过设置。你填的内容还在下面，对照一下，没问题再保存。
notice-need-duty-line = 公开之前请先填学校值班电话
notice-personal-phone = 这是个人的电话，请换成学校的
notice-need-levels = 请选公示哪些风险点

# 记录和提示
did-set-notice = 修改了公告栏设置
did-renew-card = 换了告知卡的二维码
ledger-subject-notice = 公告栏
flash-notice-set = 设置已保存。
flash-card-renewed = 二维码已换。旧卡扫不开了，请重新打印张贴。
notice-listed = 挂牌督办的重大隐患
notice-listed-dates = { $a }挂牌，{ $b }前整改完成
notice-delisted = { $a }摘牌
