#include "engine/kernels/device_graph.h"

#include <dlfcn.h>

namespace ttt {

std::unique_ptr<DeviceGraph> new_device_graph()
{
    using Maker = DeviceGraph* (*)();
    static const auto make = reinterpret_cast<Maker>(dlsym(RTLD_DEFAULT, "ttt_new_device_graph"));
    return std::unique_ptr<DeviceGraph>(make ? make() : nullptr);
}

}  // namespace ttt
