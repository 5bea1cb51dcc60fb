demo-tree = 建立机构：1 个市、3 个区、30 所学校
demo-photos = 绘制现场照片
demo-people = 登记人员和岗位
demo-history = 补写两个学期的记录
demo-schools-done = 已完成 { $n } 所学校

# 演示校园图上的区域。
demo-lot-classroom = 教学楼
demo-lot-stairs = 连廊与楼梯
demo-lot-computer = 机房
demo-lot-lab = 实验楼
demo-lot-canteen = 食堂
demo-lot-library = 图书馆
demo-lot-assembly = 礼堂
demo-lot-dorm = 宿舍楼
demo-lot-gate = 西门
demo-lot-sports = 操场
demo-lot-clinic = 医务室
demo-lot-boiler-gas = 锅炉房
demo-lot-electrical = 配电房
demo-lot-outdoor = 活动场
demo-lot-bus = 校车停靠
demo-lot-water = 池塘
demo-visits-past = 秋季消防安全四不两直
demo-visits-open = 冬季用电用火四不两直
demo-visits-guest = 罗建军
demo-visits-guest-unit = 区消防救援大队
demo-visits-summary = 本轮共到 4 所学校，多数学校日常巡查记录完整。突出问题是消防器材维护和疏散通道管理不到位，已要求限期整改。下一步结合冬季防火再抽查一轮。
