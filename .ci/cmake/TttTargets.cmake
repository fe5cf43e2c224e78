# A static library of ours. Its folders add their sources with target_sources(), by hand.
function(ttt_add_library name)
    add_library(${name} STATIC ${ARGN})
    # Qt compiles tests and programs with -fPIC; a precompiled header serves only what is compiled alike.
    set_target_properties(${name} PROPERTIES POSITION_INDEPENDENT_CODE ON)
    target_link_libraries(${name} PUBLIC ttt_records)
endfunction()

# ttt_add_test(tst_name SOURCES tst_name.cpp LIBS ttt_text [TORCH] [PROGRAM] [WIDGETS] [TIMEOUT seconds]
#              [DEFINITIONS NAME="value"...] [DEPENDS target...])
# One Qt Test class in tst_name.cpp, which ends in TTT_TEST(Class), registered with ctest under its own name and run in a
# process of its own. The tests of a folder and kind share one program, so that there is one link, one moc and one
# reading of the precompiled header for all: `tests_text tst_tokenizer [arguments of Qt Test]` runs one by hand.
# TORCH: it may include torch and engine internals, behind the engine's precompiled header. PROGRAM: it runs `ttt`, whose
# path is the macro TTT_PROGRAM. WIDGETS: it opens windows, on the offscreen platform unless QT_QPA_PLATFORM says otherwise.
# Macros for all: TTT_TESTS_DIR, TTT_RESOURCES_DIR; with WIDGETS TTT_SCREENSHOTS_DIR, a folder for a person to look at.
function(ttt_add_test name)
    cmake_parse_arguments(arg "TORCH;PROGRAM;WIDGETS" "TIMEOUT" "SOURCES;LIBS;DEFINITIONS;DEPENDS" ${ARGN})
    if(NOT arg_SOURCES OR arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "ttt_add_test(${name}): SOURCES are missing, or an argument is unknown: "
                            "${arg_UNPARSED_ARGUMENTS}.")
    endif()
    ttt_test_program(program "${arg_TORCH}" "${arg_WIDGETS}")
    target_sources(${program} PRIVATE ${arg_SOURCES})
    target_link_libraries(${program} PRIVATE ${arg_LIBS})
    if(arg_PROGRAM)
        list(APPEND arg_DEFINITIONS TTT_PROGRAM="$<TARGET_FILE:ttt>")
        list(APPEND arg_DEPENDS ttt)
    endif()
    set_property(SOURCE ${CMAKE_CURRENT_SOURCE_DIR}/${name}.cpp TARGET_DIRECTORY ${program}
        APPEND PROPERTY COMPILE_DEFINITIONS ${arg_DEFINITIONS})
    if(arg_DEPENDS)
        add_dependencies(${program} ${arg_DEPENDS})
    endif()
    add_test(NAME ${name} COMMAND ${program} ${name})
    if(arg_WIDGETS AND NOT DEFINED ENV{QT_QPA_PLATFORM})
        set_tests_properties(${name} PROPERTIES ENVIRONMENT QT_QPA_PLATFORM=offscreen)
    endif()
    if(arg_TIMEOUT)
        set_tests_properties(${name} PROPERTIES TIMEOUT ${arg_TIMEOUT})
    endif()
endfunction()

# The program of the tests of this folder (of tests/views: of all folders below) and kind; made when it is first asked for.
function(ttt_test_program result torch widgets)
    file(RELATIVE_PATH folder ${PROJECT_SOURCE_DIR}/tests ${CMAKE_CURRENT_SOURCE_DIR})
    string(REGEX REPLACE "^views/.*" "views" folder "${folder}")
    string(REPLACE "/" "_" program tests_${folder})
    if(torch)
        string(APPEND program _torch)
    endif()
    set(${result} ${program} PARENT_SCOPE)
    if(TARGET ${program})
        return()
    endif()
    add_executable(${program} ${PROJECT_SOURCE_DIR}/tests/support/test_main.cpp)
    set_target_properties(${program} PROPERTIES AUTOMOC ON RUNTIME_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/tests)
    target_link_libraries(${program} PRIVATE ttt_test_support Qt6::Test)
    if(torch)
        # As options, not as include directories: moc would read all of LibTorch for every test, 8 s each, and find nothing.
        get_target_property(folders TttTorch::cpu INTERFACE_INCLUDE_DIRECTORIES)
        list(TRANSFORM folders PREPEND "SHELL:-isystem ")
        target_compile_options(${program} PRIVATE ${folders})
        target_link_libraries(${program} PRIVATE ttt_engine)
        target_precompile_headers(${program} REUSE_FROM ttt_torch_header)
    endif()
    if(widgets)
        target_link_libraries(${program} PRIVATE Qt6::Widgets)
        target_compile_definitions(${program} PRIVATE TTT_SCREENSHOTS_DIR="${PROJECT_BINARY_DIR}/screenshots")
    endif()
endfunction()
