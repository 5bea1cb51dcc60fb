# 责任分工、批量指定、交接和应知应会卡的词。
duties = 责任分工
duty-tabs = 按什么看
duty-by-person = 按人
duty-by-tier = 按层级
duty-by-title = 按岗位
duty-table = 责任分工表，可左右滑动
duty-lacking = 还缺责任人
duty-lacking-n = { $n } 个风险点还没指定，点开去指定
duty-none = 还没有人负责风险点。
duty-person = 责任人
duty-people = 人员
duty-title = 岗位
duty-no-title = 没写岗位
duty-tier = 管控层级
duty-tiers = 在哪一级
duty-needed = 要管的风险点
duty-missing = 还没指定
duty-all = 合计
duty-away = 已离岗

# 批量指定
duty-tier-title = { $a }责任人
duty-tier-tabs = 换一个层级
duty-show-all = 看这一级的全部风险点
duty-show-lacking = 只看还没指定的
duty-tier-none = 没有风险点要这一级来管。
duty-tier-complete = 这一级的责任人都已指定。
duty-name-person = 指定给谁
duty-name-hint = 勾选的风险点在这一级都由这个人负责；原来有人的，换成这个人
duty-name-button = 指定勾选的风险点
duty-need-pick = 请至少勾选一个风险点
duty-need-person = 请选指定给谁
duty-already = 勾选的风险点本来就是这个人负责
duty-stale = 你打开页面以后，有风险点改过或停用了，所以一个都没有改。勾选还在下面，对照一下再提交。

# 交接
duty-hand-over = 交接
duty-hand-over-this = 交接
duty-hand-over-lead = 有人离岗或换岗时，把他负责的风险点一次交给另一个人。先选两个人，看清要交什么，再确认。
duty-from = 谁交出来
duty-to = 交给谁
duty-look = 看看要交接什么
duty-what = { $a }交给{ $b }
duty-points = { $n } 个风险点
duty-points-none = 没有要交的风险点。
duty-tickets = { $n } 条整改中的隐患
duty-tickets-none = 没有可以交的隐患。
duty-left = { $n } 条隐患不能这样交，会留着
duty-with-tickets = 隐患也一起交
duty-with-tickets-hint = 整改责任人换成新的人，措施和期限不变
duty-reason = 为什么交接
duty-reason-hint = 例如“调往教务处”。会写进每一条记录
duty-hand-over-button = 确认交接
duty-need-from = 请选谁交出来
duty-need-to = 请选交给谁
duty-same-person = 不能交给本人，请选另一个人
duty-need-reason = 请写为什么交接
duty-nothing = 没有可以交的，请看看选对人没有
duty-hand-over-stale = 你打开页面以后，要交的内容有变化，所以还没有交。下面是现在的样子，看清再确认。

# 应知应会卡
duty-card = 应知应会卡
duty-card-of = { $a }的应知应会卡
duty-card-lead = 打印后随身带，或贴在岗位上。
duty-card-points = 负责 { $n } 个风险点
duty-card-none = 现在没有负责的风险点。
duty-look-after = 职责和频次
duty-first-minutes = 头几分钟怎么办

# 记录和提示
did-name-duty = 指定了责任人
did-hand-over-duty = 交接了责任
flash-duty-named = 责任人已指定。
flash-duties-handed = 已交接。
flash-duties-handed-some = 已交接。有的隐患不能这样交，列在下面。
duty-rounds = { $n } 个检查计划
duty-tasks = { $n } 项未做的检查
