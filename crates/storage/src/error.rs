//! Why the storage cannot be used, in the few kinds that call for different help.

use std::io;

/// What is wrong; the caller, who knows the path, says what to do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// Another process has the file.
    Locked,
    /// The file is none of ours, or not as we left it.
    Corrupt,
    /// No room, or no quota, on the disk.
    Full,
    /// The operating system said no in another way.
    Io,
}

impl FaultKind {
    /// Its name for other languages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Locked => "locked",
            Self::Corrupt => "corrupt",
            Self::Full => "full",
            Self::Io => "io",
        }
    }
}

/// An open or a commit that failed. After a failed commit nothing more can be committed: open the file again.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{text}")]
pub struct StorageFault {
    pub kind: FaultKind,
    pub text: String,
}

impl StorageFault {
    pub(crate) fn corrupt(text: impl Into<String>) -> Self {
        Self { kind: FaultKind::Corrupt, text: text.into() }
    }

    pub(crate) fn locked() -> Self {
        Self { kind: FaultKind::Locked, text: "it is open in another process".into() }
    }

    /// Of any error of redb's.
    pub(crate) fn of(error: impl Into<redb::Error>) -> Self {
        match error.into() {
            redb::Error::DatabaseAlreadyOpen => Self::locked(),
            redb::Error::Io(error) => Self::from(error),
            error @ (redb::Error::PreviousIo | redb::Error::DatabaseClosed) => {
                Self { kind: FaultKind::Io, text: error.to_string() }
            }
            error => Self::corrupt(error.to_string()),
        }
    }
}

impl From<io::Error> for StorageFault {
    fn from(error: io::Error) -> Self {
        let kind = match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => FaultKind::Full,
            // redb's words for a file that begins or ends otherwise than one of its own.
            io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => FaultKind::Corrupt,
            _ => FaultKind::Io,
        };
        Self { kind, text: error.to_string() }
    }
}
