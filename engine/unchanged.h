// Whether weights are still those that a run was logged with.
#pragma once

#include <string>

namespace ttt {

/// Throws ttt::Error where the hashes differ: "The model 'x' has changed since the run was logged (then ..., now ...),
/// so the run can't be verified." what: "model", "twin"; purpose: "verified".
void check_unchanged(const std::string& what, const std::string& path, const std::string& then, const std::string& now,
                     const std::string& purpose);

}  // namespace ttt
