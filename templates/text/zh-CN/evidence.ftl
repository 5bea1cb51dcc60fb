# 照片：为什么没有收下。
photo-empty = 这个文件是空的，请重新拍照或另选一张
photo-too-large = 照片太大，每张最大 { $a } MB
photo-heic = 收不了 HEIC 照片。请在手机相机设置里改成 JPEG（iPhone 选“兼容性最佳”），再拍一张
photo-not-a-photo = 这个文件不是照片，请选 JPEG、PNG 或 WebP
photo-too-many-pixels = 照片的像素太多，请改小或另拍一张
photo-broken = 照片已损坏，请重新拍照或另选一张
photo-moving = 收不了动图，请选一张静止的照片
photo-too-many = 照片太多，最多 9 张，多出的没有收下

photo-cover = 遮挡
photo-drop = 移除
photo-chosen-n = 已选的第 { $a } 张照片
photo-chosen = 已选 { $a } 张照片
photo-cover-title = 遮挡人脸
photo-cover-hint = 在照片上拖一下，盖住人脸或姓名。遮挡后原图不再保留。用键盘：方向键移动，按住 Shift 调大小，回车遮挡。
photo-cover-picture = 要遮挡的照片
photo-cover-use = 用这张
photo-cover-undo = 撤销一处
photo-cover-leave = 不改了
photo-cover-first = 拍完先遮挡人脸
