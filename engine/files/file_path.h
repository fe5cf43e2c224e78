// Paths as open(2) reads them: behind a linked folder, ".." goes up from where the link leads.
#pragma once

#include <string>

namespace ttt {

/// Found again from another working folder. "." and ".." are taken out only where that names the same place. Empty
/// stays empty.
std::string absolute_path(const std::string& path);

/// What a file or folder at `place` means by the relative path `name`: seen from its folder, or, where `place` is a
/// link, from the folder of what it leads to; the first of these that exists, else the first. `name` may be absolute.
std::string path_beside(const std::string& place, const std::string& name);

/// The same for what the files inside the folder `folder` mean.
std::string path_within(const std::string& folder, const std::string& name);

}  // namespace ttt
