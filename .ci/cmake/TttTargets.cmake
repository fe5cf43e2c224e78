# A static library of ours. Its folders add their sources with target_sources(), by hand.
function(ttt_add_library name)
    add_library(${name} STATIC ${ARGN})
    # Qt compiles tests and programs with -fPIC; a precompiled header serves only what is compiled alike.
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name} PUBLIC ttt_records)
endfunction()

# ttt_add_test(tst_name SOURCES tst_name.cpp LIBS ttt_text [TORCH] [PROGRAM] [TIMEOUT seconds])
# One Qt Test program, registered with ctest. TORCH: it may include torch and engine internals, behind the engine's
# precompiled header. PROGRAM: it runs `ttt`, whose path is the macro TTT_PROGRAM.
# WIDGETS: it opens windows, on the offscreen platform unless QT_QPA_PLATFORM says otherwise.
# Macros for all: TTT_TESTS_DIR, TTT_RESOURCES_DIR; with WIDGETS TTT_SCREENSHOTS_DIR, a folder for a person to look at.
function(ttt_add_test name)
    cmake_parse_arguments(arg "TORCH;PROGRAM;WIDGETS" "TIMEOUT" "SOURCES;LIBS" ${ARGN})
    if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "ttt_add_test(${name}): SOURCES are missing, or an argument is unknown: "
                            "${arg_UNPARSED_ARGUMENTS}.")
    endif()
    add_executable(${name} ${arg_SOURCES})
    set_target_properties(${name} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    target_link_libraries(${name} PRIVATE ${arg_LIBS} ttt_test_support Qt6::Test)
    if(arg_TORCH)
        target_link_libraries(${name} PRIVATE ttt_engine TttTorch::cpu)
        target_precompile_headers(${name} REUSE_FROM ttt_torch_header)
    endif()
    if(arg_PROGRAM)
        target_compile_definitions(${name} PRIVATE TTT_PROGRAM="$<TARGET_FILE:ttt>")
        add_dependencies(${name} ttt)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(arg_WIDGETS)
        target_link_libraries(${name} PRIVATE Qt6::Widgets)
        target_compile_definitions(${name} PRIVATE TTT_SCREENSHOTS_DIR="${PROJECT_BINARY_DIR}/screenshots")
        if(NOT DEFINED ENV{QT_QPA_PLATFORM})
            set_tests_properties(${name} PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
        endif()
    endif()
    if(arg_TIMEOUT)
        set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
    endif()
endfunction()
