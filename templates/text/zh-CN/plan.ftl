# 四色图的词：平面图、标注、区域。

# 看图
map = 四色安全风险分布图
map-as-of = 截至 { $a }
map-edit = 编辑
map-new = 新增平面图
map-print = 打印 A3 公示
map-print-note = 打印时纸张选 A3、横向，打开“背景图形”。
map-plan = 平面图
map-tabs = 校区、楼栋与楼层
map-scroll = 平面图，可左右滚动
map-drawn = { $a }平面图，可用 Tab 键逐个选择风险点
map-retired = 这张平面图{ $a }停用，记录保留。图上的风险点要标到别的图上。
map-lost = { $a } { $b }还没有标到任何平面图上。
map-place-it = 现在标注
map-no-marks = 这张图上还没有风险点。
map-place-first = 标注第一个
map-unplaced = 不在图上的风险点
map-place-these = 标到图上
map-all-placed = 风险点都在图上了。
map-legend = 图例
map-count = { $n } 个风险点
map-all-levels = 看全部等级
map-legend-note = 区域颜色取区域内最高等级：图上落在区域里的风险点，加上同一区域、还没标到任何图上的风险点。形状、数字和底纹与颜色一一对应，黑白打印也能看懂。
map-areas = 区域
map-points = { $n } 个
map-here = 图上的风险点
map-all-points = 风险清单
map-none-here = 图上还没有风险点。
map-none-ticked = 勾选的等级没有风险点。
map-empty = 学校还没有平面图。
map-empty-keeper = 上传校园或楼层的平面图、航拍照片都可以；手头没有图，先用空白网格，以后换上图，标好的位置不变。
map-empty-other = 由学校安全员或校长上传平面图、标注风险点。
map-upload = 上传平面图
map-blank = 用空白网格开始

# 平面图本身
map-first-name = 校园总平面
map-new-title = 新增平面图
map-new-button = 保存，开始标注
map-about = 名称与图片
map-about-title = 平面图：{ $a }
map-name = 名称
map-name-hint = 页签上显示，例如“总平面”“教学楼二层”
map-building = 楼栋
map-building-hint = 例如“A 栋”
map-floor = 楼层
map-floor-hint = 例如“2 层”
map-ordinal = 排在第几个页签
map-ordinal-hint = 其他平面图依次顺延
map-picture = 图片
map-picture-now = 现在的图片
map-picture-new = 换一张图片
map-picture-hint = JPEG、PNG 或 WebP，最大 10 MB。拍照、截图、扫描件都行；照片里的拍摄时间和位置会去掉。换图后标注的位置不变。
map-blank-box = 先用空白网格
map-blank-box-hint = 没有图也能标注，以后再换上图片
map-save = 保存
map-retire = 停用这张平面图
map-retire-lead = 楼拆了、图作废了，就停用。记录保留；图上的风险点会回到“不在图上”。
map-retire-note = 停用原因
map-retire-note-hint = 例如“旧宿舍楼七月已拆除”
map-history = 变更记录
photo-alt-plan = { $a }的图片

# 标注
map-edit-title = 编辑：{ $a }
map-edit-lead = 三种办法都一样：输入格子或百分比，在图上点一下，或用箭头微调。
map-edit-done = 完成，看图
map-place-title = 标注风险点
map-point = 风险点
map-point-choose = 请选择风险点
map-group-unplaced = 还不在图上
map-group-here = 在这张图上
map-group-elsewhere = 在别的图上
map-at = 位置
map-at-hint = 格子（例如 C7，从 A1 到 { $a }），或从左、从上的百分比（例如 42.5, 61）
map-do-place = 标到图上
map-do-move = 移动
map-do-off = 从图上取下
map-nudge = 微调{ $a }
map-left = 向左移
map-up = 向上移
map-down = 向下移
map-right = 向右移
map-step = 每次移动
map-click-hint = 或者：先选好风险点，再在图上点一下。
map-click-place = 在图上点一下，标到那里
map-draw = 画区域
map-no-areas = 还没有画区域。把楼栋、食堂、操场圈出来，颜色会跟着里面的风险点走。

# 区域
map-area = 区域
map-draw-title = 画区域
map-redraw-title = 改区域
map-draw-lead = 依次给出 3 到 24 个角，最后一个角自动连回第一个。
map-area-name = 区域名称
map-area-name-hint = 写在图上，例如“食堂”“A 栋教学楼”
map-area-of = 对应的风险区域
map-area-of-hint = 选了以后，这个区域里没法标到图上的风险点（例如食物中毒）也算进颜色
map-area-of-none = 不对应
map-corners = 角
map-corners-hint = 用格子或百分比，空格分开，例如 B2 D2 D5 B5 或 10,12 30,12 30,40。格子从 A1 到 { $a }，取格子中心
map-area-save = 保存区域
map-area-look = 看看效果
map-area-undo = 去掉最后一个角
map-area-erase = 去掉这个区域
map-click-corners = 或者：在图上依次点各个角，点一次加一个，画好再保存。
map-click-corner = 在图上点一下，加一个角

# 每一项要填什么
map-need-name = 请写平面图名称
map-name-taken = 已经有同名的平面图，请换个名称
map-plans-many = 平面图最多 { $a } 张，请先停用不用的
map-need-picture = 请选图片，或勾选“先用空白网格”
map-not-a-picture = 收不了这个文件。请选 JPEG、PNG 或 WebP 图片；SVG、PDF、CAD 图先另存为 PNG
map-need-ordinal = 请选 1 到 { $a }
map-need-note = 请写停用原因
map-need-point = 请选风险点
map-need-spot = 请写位置：A1 到 { $a } 的格子，或百分比，例如 42.5, 61
map-spot-unreadable = 看不懂“{ $a }”，请写格子（例如 C7）或两个百分比（例如 42.5, 61）
map-spot-off = “{ $a }”在图外
map-spot-fine = “{ $a }”太细了，百分比最多两位小数
map-not-placed = 这个风险点还不在这张图上，先标上去
map-nudged-off = 再移就出图了
map-need-area-name = 请写区域名称
map-need-corners = 请给出区域的角
map-corners-few = 只有 { $a } 个角，至少要 3 个
map-corners-many = 角太多了，最多 { $a } 个
map-corners-repeated = 同一个角出现了两次：{ $a }
map-corners-flat = 这些角在一条直线上，围不成区域
map-corners-crossing = 区域的边交叉了：{ $a }

# 为什么不行
map-refused = 没有保存
map-see-now = 看看图现在的样子
map-refused-stale = 你打开表单以后，有人改过这张图。你填的内容还在下面，对照一下，没问题再保存。
map-refused-retired = 这张平面图已经停用，不能再改。
map-refused-role = 只有本校安全员和校长能改四色图。
map-refused-many = 一张图装不下更多区域，请先去掉不用的。

# 做过的事
did-add-plan = 新增了平面图
did-revise-plan = 修改了平面图
did-retire-plan = 停用了平面图
did-place-mark = 把风险点标到图上
did-move-mark = 移动了图上的风险点
did-remove-mark = 把风险点从图上取下
did-draw-area = 画了区域
did-redraw-area = 改了区域
did-remove-area = 去掉了区域

# 提示
flash-map-added = 平面图已保存。现在标注风险点。
flash-map-saved = 平面图已保存。
flash-map-retired = 平面图已停用。
flash-map-placed = 已标到图上。
flash-map-removed = 已从图上取下。
flash-map-drawn = 区域已保存。
flash-map-erased = 区域已去掉。

# 别处的链接
risks-map = 四色图
risk-on-map = 在四色图上
