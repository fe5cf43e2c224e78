// The high-water mark of the process, begun anew for each of several runs.
#pragma once

namespace ttt {

/// Gives freed memory back and sets VmHWM, which the engine's peak memory on the CPU is, to what is used now. False
/// where the kernel refuses.
bool reset_peak_memory();

} // namespace ttt
