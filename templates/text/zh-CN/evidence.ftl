# 照片：为什么没有收下。
photo-empty = 这个文件是空的，请重新拍照或另选一张
photo-too-large = 照片太大，每张最大 { $a } MB
photo-heic = 收不了 HEIC 照片。请在手机相机设置里改成 JPEG（iPhone 选“兼容性最佳”），再拍一张
photo-not-a-photo = 这个文件不是照片，请选 JPEG、PNG 或 WebP
photo-too-many-pixels = 照片的像素太多，请改小或另拍一张
photo-broken = 照片已损坏，请重新拍照或另选一张
photo-moving = 收不了动图，请选一张静止的照片
photo-too-many = 照片太多，最多 9 张，多出的没有收下
