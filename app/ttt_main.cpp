#include "app/cli/cli.h"

int main(int argc, char** argv)
{
    return ttt::run_cli(argc, argv);
}
