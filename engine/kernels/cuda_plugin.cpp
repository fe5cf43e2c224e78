// The plug-in libttt_cuda.so. Loading it loads libtorch_cuda, whose constructors register the GPU with LibTorch;
// our kernels, once there are some, register themselves in the same way.

/// Names the plug-in in a debugger or in nm; nobody calls it.
extern "C" const char* ttt_cuda_plugin()
{
    return "TTT Workbench CUDA plug-in, LibTorch 2.11.0";
}
