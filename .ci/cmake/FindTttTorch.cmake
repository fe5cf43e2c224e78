# LibTorch 2.11.0 without its own find_package, which insists on a CUDA toolkit.
# Looked for in this order: TTT_LIBTORCH; the torch of the active python3; what .ci/setup fetched.
# Targets: TttTorch::cpu (libtorch_cpu, libc10); TttTorch::cuda beside it, where that LibTorch has CUDA.
set(TTT_TORCH_VERSION 2.11.0)

function(ttt_torch_version dir result)
    set(${result} "" PARENT_SCOPE)
    set(header ${dir}/include/torch/headeronly/version.h)
    if(EXISTS ${header} AND EXISTS ${dir}/lib/libtorch_cpu.so)
        file(STRINGS ${header} line REGEX "^ *\"[0-9]+\\.[0-9]+\\.[0-9]+\"$")
        string(REGEX MATCH "[0-9.]+" version "${line}")
        set(${result} "${version}" PARENT_SCOPE)
    endif()
endfunction()

function(ttt_torch_of_python result)
    find_program(python python3 NO_CACHE)
    if(python)
        # find_spec does not import torch: that would take seconds.
        execute_process(
            COMMAND ${python} -c "import importlib.util as u; s = u.find_spec('torch'); print(s.submodule_search_locations[0] if s else '')"
            OUTPUT_VARIABLE dir OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    endif()
    set(${result} "${dir}" PARENT_SCOPE)
endfunction()

function(ttt_find_torch result)
    if(TTT_LIBTORCH)
        get_filename_component(dir "${TTT_LIBTORCH}" ABSOLUTE BASE_DIR ${PROJECT_SOURCE_DIR})
        ttt_torch_version("${dir}" version)
        if(NOT version STREQUAL TTT_TORCH_VERSION)
            message(FATAL_ERROR "TTT_LIBTORCH=${TTT_LIBTORCH} holds no LibTorch ${TTT_TORCH_VERSION} (found: '${version}').")
        endif()
        set(${result} "${dir}" PARENT_SCOPE)
        return()
    endif()
    ttt_torch_of_python(of_python)
    set(of_setup "$ENV{HOME}/.cache/ttt-workbench/torch-${TTT_TORCH_VERSION}")
    foreach(dir IN LISTS of_python ITEMS ${of_setup}-cuda/torch ${of_setup}/torch)
        ttt_torch_version("${dir}" version)
        if(version STREQUAL TTT_TORCH_VERSION)
            set(${result} "${dir}" PARENT_SCOPE)
            return()
        endif()
    endforeach()
    message(FATAL_ERROR "LibTorch ${TTT_TORCH_VERSION} was not found: run .ci/setup, or give its folder with -DTTT_LIBTORCH=dir.")
endfunction()

ttt_find_torch(TTT_TORCH_DIR)
message(STATUS "LibTorch ${TTT_TORCH_VERSION}: ${TTT_TORCH_DIR}")

add_library(TttTorch::c10 SHARED IMPORTED)
set_target_properties(TttTorch::c10 PROPERTIES IMPORTED_LOCATION ${TTT_TORCH_DIR}/lib/libc10.so)
add_library(TttTorch::torch_cpu SHARED IMPORTED)
set_target_properties(TttTorch::torch_cpu PROPERTIES IMPORTED_LOCATION ${TTT_TORCH_DIR}/lib/libtorch_cpu.so)

# The wheel's libtorch_cpu needs two small CUDA libraries, which lie beside it in nvidia/cu13/lib.
add_library(TttTorch::cpu INTERFACE IMPORTED)
target_include_directories(TttTorch::cpu SYSTEM INTERFACE
    ${TTT_TORCH_DIR}/include ${TTT_TORCH_DIR}/include/torch/csrc/api/include)
target_link_libraries(TttTorch::cpu INTERFACE
    -Wl,--push-state,--no-as-needed TttTorch::torch_cpu TttTorch::c10 -Wl,--pop-state Threads::Threads)
target_link_options(TttTorch::cpu INTERFACE LINKER:--allow-shlib-undefined)

if(EXISTS ${TTT_TORCH_DIR}/lib/libtorch_cuda.so AND EXISTS ${TTT_TORCH_DIR}/lib/libc10_cuda.so)
    add_library(TttTorch::c10_cuda SHARED IMPORTED)
    set_target_properties(TttTorch::c10_cuda PROPERTIES IMPORTED_LOCATION ${TTT_TORCH_DIR}/lib/libc10_cuda.so)
    add_library(TttTorch::torch_cuda SHARED IMPORTED)
    set_target_properties(TttTorch::torch_cuda PROPERTIES IMPORTED_LOCATION ${TTT_TORCH_DIR}/lib/libtorch_cuda.so)
    add_library(TttTorch::cuda INTERFACE IMPORTED)
    target_link_libraries(TttTorch::cuda INTERFACE
        TttTorch::cpu -Wl,--push-state,--no-as-needed TttTorch::torch_cuda TttTorch::c10_cuda -Wl,--pop-state)
endif()
set(TttTorch_FOUND TRUE)
