// main() of a program that holds several Qt Test classes: the first argument names the one to run.
// TTT_TESTS(TEST) is TEST(tst_one) TEST(tst_other) ...; each file's own main() is compiled as tst_one_main().
#pragma once

#include <cstdio>
#include <cstring>

#define TTT_DECLARE(name) int name##_main(int argc, char** argv);
TTT_TESTS(TTT_DECLARE)

int main(int argc, char** argv)
{
#define TTT_RUN(name)                                                                                                  \
    if (argc > 1 && std::strcmp(argv[1], #name) == 0)                                                                  \
        return name##_main(argc - 1, argv + 1);
    TTT_TESTS(TTT_RUN)
#define TTT_PRINT(name) " " #name
    std::fprintf(stderr, "The first argument names a test:%s\n", TTT_TESTS(TTT_PRINT));
    return 2;
}
