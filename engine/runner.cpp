#include "engine/runner.h"

#include "engine/document_run.h"
#include "engine/image_run.h"
#include "engine/machine/failure.h"
#include "engine/records/methods.h"

#include <utility>

namespace ttt {

Runner::Runner(const RunConfig& config, std::stop_token cancel)
try : body_(kind_of(config) == RunKind::images ? make_image_run(config)
                                               : make_document_run(config, std::move(cancel))) {
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Runner::Runner(const RunConfig& config, RunBranch branch, std::stop_token cancel)
try : body_(make_document_run(config, std::move(branch), std::move(cancel))) {
} catch (const std::exception&) {
    rethrow_in_a_sentence();
}

Runner::Runner(std::unique_ptr<RunBody> body) : body_(std::move(body)) {}

const DocumentRecord& Runner::document() const
{
    static const DocumentRecord none;
    const DocumentRecord* text = text_of(body_->input());
    return text ? *text : none;
}

}  // namespace ttt
