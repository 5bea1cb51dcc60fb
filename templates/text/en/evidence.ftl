# Photos: why one was not taken.
photo-empty = This file is empty. Take the photo again or choose another
photo-too-large = The photo is too large: at most { $a } MB each
photo-heic = HEIC photos cannot be read. Set your camera to JPEG (“Most Compatible” on an iPhone) and take it again
photo-not-a-photo = This file is not a photo. Choose a JPEG, PNG or WebP
photo-too-many-pixels = The photo has too many pixels. Make it smaller or take another
photo-broken = The photo is damaged. Take it again or choose another
photo-moving = Moving pictures cannot be used. Choose a still photo
photo-too-many = Too many photos: at most 9. The rest were left out
