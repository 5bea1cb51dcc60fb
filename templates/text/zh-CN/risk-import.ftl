# 风险清单导入、导出的词。
risks-import = 导入清单
risks-export = 导出这份清单
risks-export-xlsx = Excel 表格
risks-export-csv = CSV 文件
risks-export-too-long = 风险点太多，一个 Excel 表格装不下。先筛选，或导出 CSV 文件。

import-title = 导入风险清单
import-lead = 学校已有的清单可以整份传进来。先检查，每一处问题都指明第几行、第几列；你确认以后才存。列的顺序随意，列名认常用的写法。
import-template = 下载模板
import-template-name = 风险清单模板
import-sheet-points = 风险清单
import-sheet-words = 可选的值
import-file = 清单文件
import-file-hint = .xlsx 或 .csv，最多 { $a } 行、{ $b } MB
import-send = 检查文件
import-nothing-yet = 这一步只检查，不会存进清单。
import-past = 最近的导入
import-stage-checked = 已检查，没导入
import-stage-running = 正在导入
import-stage-done = 已导入

import-need-file = 请选一个文件
import-no-headings = 找不到标题行。要有“风险点名称”“区域”“危险源”这样的列名，放在前 20 行里
import-missing = 少了这些列：{ $a }
import-and = 、
import-no-rows = 标题行下面没有风险点

# 检查结果
import-checked-title = 文件检查结果
import-running-title = 正在导入
import-stopped-title = 导入停了
import-done-title = 导入完成
import-of = 工作表“{ $a }”，{ $b }
import-tally = 数目
import-new = 将新增
import-added = 已新增
import-there = 清单里已有
import-faulty = 有问题
import-left = 还没导入
import-notes = 请留意
import-note-ignored = “{ $a }”这一列用不到，不导入。
import-note-kind = 文件里没有“{ $a }”列：都按“场所”。
import-note-factor = 文件里没有“{ $a }”列：都按“物的因素”，导入后请核对。
import-note-hazard-type = 文件里没有“{ $a }”列：按“可能导致”里的词判断，判断不出的算“其他伤害”。
import-note-measures = “{ $a }”没有分类：都算管理措施。
import-faults = 有问题的风险点（{ $n } 个）
import-unnamed = （没有名称）
import-more = 还有 { $n } 个没有列出
import-there-list = 清单里已有的 { $n } 个，不会改动
import-mend = 改好文件再传一次，或者先不管有问题的，导入其余的。
import-leave = 有问题的先不导入
import-leave-small = 改好以后再传整份文件，已导入的不会重复。
import-need-leave = 文件里有问题。改好再传，或勾选“有问题的先不导入”
import-go = 导入 { $n } 个风险点
import-again = 接着导入剩下的 { $n } 个
import-other = 传改好的文件
import-register = 查看风险清单
import-nothing-new = { $n } 个风险点清单里都有，没有要新增的。
import-nothing-sound = 没有可以新增的风险点。改好文件再传一次。

# 进度
import-going = 已导入 { $a } / { $b } 个
import-going-lead = 这一页会自己刷新。可以离开，导入照常进行。
import-waiting = 刚才没成功，稍后会自动再试。已导入的不会丢。
import-look = 看看进度
import-stopped = 导入中途停了，已导入的都在。请再试一次；还不行，请找管理员。
import-stop-keeper = 开始导入的人已经不管这份清单了，导入停了。你可以接着导入。
import-stop-scheme = 检查以后评价方法改了，分值对不上。请把文件再传一次。
import-summary = 新增 { $a } 个，{ $b } 个清单里已有。
import-summary-left = 有问题的 { $n } 个没有导入。

# 哪里
import-at-file = 整份文件：
import-at-column = { $b } 列：
import-at-row = 第 { $a } 行：
import-at-cell = 第 { $a } 行 { $b } 列：

# 什么问题
import-fault-empty = 没填“{ $a }”
import-fault-too-long = 太长，最多 { $a } 个字，现在有 { $b } 个
import-fault-characters = 有不能识别的字符，删掉重新输入
import-fault-excel = 公式出错，显示的是 { $a }
import-fault-area = 没有“{ $a }”这个区域，请用模板里的区域名
import-fault-choice = “{ $a }”不是可选的{ $b }
import-fault-score = 分值表里没有 { $a }。{ $b }
import-fault-value = 写的是 { $a }，按分值算是 { $b }
import-fault-level = 写的是“{ $a }”，按分值算是“{ $b }”
import-fault-person = 学校里没有叫“{ $a }”的人，一格写一个人的姓名
import-fault-person-two = 学校里叫“{ $a }”的不止一个，先空着，导入后再指定
import-fault-twice = 和第 { $a } 行重复
import-fault-differs = 和第 { $a } 行是同一个风险点，这一格却不一样
import-fault-number = { $a } 在清单里是“{ $b }”。是同一个就把名称改一致，不是就清空编号
import-fault-hazards = 一个风险点最多 { $a } 个危险源
import-fault-measures = 一个风险点最多 { $a } 条措施

# 提示
flash-import-read = 文件已检查，还没有导入。
flash-import-started = 已开始导入。
flash-import-nothing = 没有要新增的，清单没有变化。
