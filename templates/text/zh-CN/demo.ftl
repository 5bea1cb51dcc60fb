demo-tree = 建立机构：1 个市、3 个区、30 所学校
demo-photos = 绘制现场照片
demo-people = 登记人员和岗位
demo-history = 补写两个学期的记录
demo-schools-done = 已完成 { $n } 所学校
