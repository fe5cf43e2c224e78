// Where a session file stands while it is written. A file that is deleted, moved or replaced meanwhile goes on taking
// what is written, and nobody finds it again: that must be seen.
#pragma once

#include <string>

namespace ttt {

/// One path and the file that was first found there. It is marked, not opened for reading: closing a second descriptor
/// would take SQLite's locks away.
class FilePlace {
public:
    explicit FilePlace(std::string path);
    ~FilePlace();
    FilePlace(const FilePlace&) = delete;
    FilePlace& operator=(const FilePlace&) = delete;

    /// Whether the path still leads to that file. As long as there was none: yes, and what is there now is marked.
    bool is_kept();
    /// Removes the file, unless another one took its place.
    void remove();

private:
    bool is_there() const;
    void mark();

    std::string path_;
    int file_ = -1;  // O_PATH
};

}  // namespace ttt
