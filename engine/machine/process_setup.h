// What the whole process is told before the engine computes. No torch in this header.
#pragma once

namespace ttt {

/// To be called first in main(): the allocator keeps the memory of tensors for the next ones, instead of returning it
/// to the system and having it cleared again. Linking it also makes MKL look at what a processor can do, whoever made
/// it.
void prepare_process();

}  // namespace ttt
