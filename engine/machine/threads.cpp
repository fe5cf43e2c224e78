#include "engine/machine/threads.h"

#include <ATen/Parallel.h>

namespace ttt {

void set_threads(std::int64_t count)
{
    at::set_num_threads(static_cast<int>(count));
}

}  // namespace ttt
