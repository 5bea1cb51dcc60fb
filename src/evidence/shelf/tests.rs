use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use super::*;

/// A folder of its own for each test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("shelf-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    /// Every file below, as paths relative to the folder.
    fn files(&self) -> Vec<String> {
        let mut found = Vec::new();
        for drawer in std::fs::read_dir(&self.0).unwrap() {
            let drawer = drawer.unwrap();
            for file in std::fs::read_dir(drawer.path()).unwrap() {
                let file = file.unwrap().file_name();
                found.push(format!("{}/{}", drawer.file_name().to_string_lossy(), file.to_string_lossy()));
            }
        }
        found.sort();
        found
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn name_of(page: &[u8]) -> [u8; 32] {
    Sha256::digest(page).into()
}

#[tokio::test]
async fn what_is_put_comes_back() {
    let folder = Folder::new();
    let shelf = Shelf::new(folder.0.join("photos"));
    shelf.ensure().await.unwrap();
    let sha256 = name_of(b"page");
    assert!(matches!(shelf.page(&sha256).await, Err(ShelfFault::NotFound(_))));
    assert!(matches!(shelf.thumb(&sha256).await, Err(ShelfFault::NotFound(_))));

    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    assert_eq!(shelf.page(&sha256).await.unwrap(), b"page");
    assert_eq!(shelf.thumb(&sha256).await.unwrap(), b"thumb");
}

#[tokio::test]
async fn names_are_content_and_nothing_unfinished_stays() {
    let folder = Folder::new();
    let shelf = Shelf::new(&folder.0);
    let sha256 = name_of(b"page");
    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    let name = hex::encode(sha256);
    let drawer = &name[..2];
    assert_eq!(folder.files(), [format!("{drawer}/{name}-t.jpg"), format!("{drawer}/{name}.jpg")]);

    let wrong = shelf.put(&name_of(b"other"), b"page", b"thumb").await;
    assert!(matches!(wrong, Err(ShelfFault::WrongName(_))));
    assert_eq!(folder.files().len(), 2);
}

#[tokio::test]
async fn a_file_of_the_wrong_length_is_written_again() {
    let folder = Folder::new();
    let shelf = Shelf::new(&folder.0);
    let sha256 = name_of(b"page");
    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    std::fs::write(shelf.page_path(&hex::encode(sha256)), b"pa").unwrap();
    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    assert_eq!(shelf.page(&sha256).await.unwrap(), b"page");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_may_put_the_same_photo_while_others_look() {
    let folder = Folder::new();
    let shelf = Shelf::new(&folder.0);
    let page = vec![7u8; 300_000];
    let sha256 = name_of(&page);
    let mut tasks = Vec::new();
    for _ in 0..16 {
        let (writer, reader, page) = (shelf.clone(), shelf.clone(), page.clone());
        tasks.push(tokio::spawn(async move {
            writer.put(&sha256, &page, b"thumb").await.unwrap();
        }));
        tasks.push(tokio::spawn(async move {
            for _ in 0..50 {
                match reader.page(&sha256).await {
                    Ok(bytes) => assert_eq!(bytes.len(), 300_000, "a part of a photo was seen"),
                    Err(ShelfFault::NotFound(_)) => tokio::task::yield_now().await,
                    Err(e) => panic!("{e}"),
                }
            }
        }));
    }
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(folder.files().len(), 2);
}

#[tokio::test]
async fn a_crash_leaves_no_photo_and_can_be_swept() {
    let folder = Folder::new();
    let shelf = Shelf::new(&folder.0);
    let sha256 = name_of(b"page");
    // What a killed process leaves behind.
    let path = shelf.page_path(&hex::encode(sha256));
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path.with_extension("0.part"), b"pa").unwrap();
    assert!(matches!(shelf.page(&sha256).await, Err(ShelfFault::NotFound(_))));
    shelf.put(&sha256, b"page", b"thumb").await.unwrap();
    assert_eq!(shelf.page(&sha256).await.unwrap(), b"page");

    let left = path.with_extension("0.part");
    let written = std::fs::metadata(&left).unwrap().modified().unwrap();
    assert_eq!(shelf.sweep(written - Duration::from_secs(3600)).await.unwrap(), 0);
    assert_eq!(shelf.sweep(written + Duration::from_secs(3600)).await.unwrap(), 1);
    assert!(!left.exists());
    assert_eq!(folder.files().len(), 2);
    assert_eq!(shelf.page(&sha256).await.unwrap(), b"page");
}

#[tokio::test]
async fn an_unusable_folder_is_named() {
    let folder = Folder::new();
    // A file where the folder should be: also the administrator cannot write there.
    let taken = folder.0.join("photos");
    std::fs::write(&taken, b"not a folder").unwrap();
    let shelf = Shelf::new(&taken);
    let fault = shelf.ensure().await.unwrap_err();
    assert!(matches!(fault, ShelfFault::NotWritable { .. }), "{fault:?}");
    assert!(fault.to_string().contains(&taken.display().to_string()), "{fault}");
    assert!(shelf.put(&name_of(b"page"), b"page", b"thumb").await.is_err());
}
