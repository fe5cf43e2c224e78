// Prints what the engine says about CUDA: it makes up its mind once per process, so every case needs a process.
#include "engine/machine/device.h"
#include "engine/records/error.h"

#include <iostream>

int main()
{
    std::string why;
    std::cout << (ttt::cuda_available(&why) ? "yes" : "no") << '\n' << why << '\n';
    try {
        std::cout << ttt::device_description(ttt::Device::cuda) << '\n';
    } catch (const ttt::Error& error) {
        std::cout << error.what() << '\n';
    }
}
