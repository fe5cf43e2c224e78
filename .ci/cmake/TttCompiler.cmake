# How every target of ours is compiled.
if(NOT CMAKE_BUILD_TYPE)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR})

# GCC 12 warns wrongly about inlined std::string arithmetic (-Wrestrict, -Wstringop-overflow: GCC bug 105651).
set(warnings -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
    list(APPEND warnings -Wno-restrict -Wno-stringop-overflow)
endif()
if(TTT_WERROR)
    list(APPEND warnings -Werror)
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        # Guesses after inlining: what they say depends even on the length of the checkout's path, so they only warn.
        list(APPEND warnings -Wno-error=array-bounds -Wno-error=maybe-uninitialized -Wno-error=stringop-overread
             -Wno-error=format-overflow -Wno-error=format-truncation -Wno-error=nonnull -Wno-error=dangling-pointer
             -Wno-error=free-nonheap-object)
    endif()
endif()
add_compile_options("$<$<COMPILE_LANGUAGE:CXX>:${warnings}>")  # not for nvcc, which knows none of them

if(TTT_SANITIZE)
    # vptr: LibTorch hides the type information of some of its classes.
    add_compile_options(-fsanitize=${TTT_SANITIZE} -fno-omit-frame-pointer)
    if(TTT_SANITIZE MATCHES undefined)
        add_compile_options(-fno-sanitize=vptr)
    endif()
    add_link_options(-fsanitize=${TTT_SANITIZE})
endif()

# DT_RPATH, not DT_RUNPATH: it also serves the libraries that LibTorch itself loads.
add_link_options(LINKER:--disable-new-dtags)

# A hundred programs link the same libraries: mold takes a tenth of the time of the default linker.
find_program(TTT_MOLD mold)
if(TTT_MOLD)
    add_link_options(-fuse-ld=mold)
endif()

# Not for continuous integration, which starts from nothing: filling a cache would only cost it time.
find_program(TTT_CCACHE ccache)
if(TTT_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER AND NOT DEFINED ENV{CI})
    # The sloppiness and -fpch-preprocess are what ccache asks for beside a precompiled header.
    set(CMAKE_CXX_COMPILER_LAUNCHER
        ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime
        ${TTT_CCACHE})
    if(CMAKE_CXX_COMPILER_ID STREQUAL GNU)
        add_compile_options($<$<COMPILE_LANGUAGE:CXX>:-fpch-preprocess>)
    endif()
endif()
