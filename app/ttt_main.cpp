#include "app/cli/cli.h"
#include "engine/machine/process_setup.h"

int main(int argc, char** argv)
{
    ttt::prepare_process();
    return ttt::run_cli(argc, argv);
}
