// How the engine's processor threads wait for one another. No torch in this header.
#pragma once

namespace ttt {

/// Gives back what thread_waiting.cpp borrowed from the environment before main(). To be called first in main().
void restore_environment();

}  // namespace ttt
