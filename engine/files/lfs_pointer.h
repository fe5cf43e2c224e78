// What lies in a file's place where a repository was cloned without Git LFS: three lines that name the file.
#pragma once

#include "engine/files/printable.h"
#include "engine/records/error.h"

#include <string>
#include <string_view>

namespace ttt {

inline constexpr std::string_view lfs_pointer_start = "version https://git-lfs.github.com/spec/";

/// `start`: the first bytes of the file, as many as there are of lfs_pointer_start at least. Throws Error for a
/// pointer.
inline void refuse_lfs_pointer(std::string_view start, const std::string& path)
{
    if (start.starts_with(lfs_pointer_start))
        throw Error("The file '" + printable_path(path) +
                    "' is only a Git LFS pointer: it was not downloaded. Run 'git lfs pull' in its folder, or download "
                    "the file itself.");
}

}  // namespace ttt
