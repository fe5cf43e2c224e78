// A file that appears complete or not at all.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace ttt {

/// Writes beside its target under a temporary name, NAME.part-PID-N. commit() puts it in place; without it the
/// destructor removes it, and after a crash the next one for the same target does (engine/files/stale_parts.h).
class AtomicFile {
public:
    /// Throws ttt::Error that names `path`, as all members do.
    explicit AtomicFile(std::string path);
    ~AtomicFile();
    AtomicFile(AtomicFile&& other) noexcept;
    AtomicFile& operator=(AtomicFile&&) = delete;

    void write(const void* bytes, std::size_t count);
    void write(std::string_view bytes) { write(bytes.data(), bytes.size()); }

    /// Reaches the disk and closes, still under the temporary name: what can fail for want of space has been done.
    void finish();
    void commit();

private:
    [[noreturn]] void fail();

    std::string path_;
    std::string temporary_;  // empty: nothing to remove
    int descriptor_ = -1;
};

}  // namespace ttt
