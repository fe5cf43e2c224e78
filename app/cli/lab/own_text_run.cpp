#include "app/cli/lab/own_text_run.h"

#include "app/format.h"
#include "engine/files/printable.h"
#include "engine/records/error.h"
#include "engine/records/other_program.h"

namespace ttt {

void check_own_text(const RunHeader& header, const std::string& so)
{
    const std::string run = "Run " + short_id(header.run_id);
    if (!is_of_another_program(header) && header.kind != document_kind)
        throw Error(run + " reads no text (" + printable(header.kind) + "), and this is a question about a text.");
    if (is_of_another_program(header) || header.config.chunk < 1)
        throw Error(run + " was computed by another program, " + printable(header.engine_version) + ": " + so + ".");
}

}  // namespace ttt
