// What went wrong below us, as a sentence: LibTorch and the allocator have words of their own, with addresses and a
// trace of calls. Every door of the engine catches them: `try { … } catch (const std::exception&) {
// rethrow_in_a_sentence(); }`. No torch in this header.
#pragma once

#include <exception>
#include <string>

namespace ttt {

/// Where memory was used up, how much was needed and free, and what helps; else the error's own first line.
std::string failure_sentence(const std::exception& error);

/// In a handler: throws what is being handled as a ttt::Error; one that is a ttt::Error already stays as it is.
[[noreturn]] void rethrow_in_a_sentence();

}  // namespace ttt
