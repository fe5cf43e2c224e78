// Whether something fits into memory, asked before it is allocated. No torch in this header.
#pragma once

#include "engine/records/run_words.h"

#include <string>

namespace ttt {

/// "0.430 GiB", "12.1 GiB"
std::string in_gib(double bytes);

/// Throws ttt::Error with both numbers when `needed` bytes are more than what is free on the device and
/// the system says how much that is. `what` begins the sentence, `advice` ends it.
void check_room(const std::string& what, double needed, Device device, const std::string& advice);

/// The same of the disk that holds `folder`, or the nearest folder above it that exists.
void check_disk_room(const std::string& what, double needed, const std::string& folder);

}  // namespace ttt
