#include "app/rerun.h"

#include "app/places.h"
#include "engine/files/printable.h"
#include "engine/records/encodings.h"
#include "engine/records/error.h"
#include "engine/records/other_program.h"
#include "engine/text/document_marks.h"
#include "engine/text/text_reader.h"
#include "sessions/session_reader.h"

namespace ttt {

namespace {

/// Every way in which the file can fail means the same: the stored text is taken. So do marks that belong to another
/// text: a run is computed again without them.
bool begins_with(const RunConfig& config, const std::string& bytes)
{
    try {
        TextReader reader(config.document, config.encoding);
        if (has_marks(config.document))
            read_marks_beside(config.document, reader.whole());
        return reader.start(bytes.size()) == bytes;
    } catch (const Error&) {
        return false;
    }
}

void check_weights(const std::string& what, const std::string& path, const std::string& then, const std::string& now)
{
    if (then != now)
        throw Error("The " + what + " " + printable(path) + " has changed since the run was logged (then " + then +
                    ", now " + now + "), so the run can't be verified.");
}

}  // namespace

bool Rerun::start(const RunConfig& config, const DocumentRecord& document)
{
    runner_ = std::make_unique<Runner>(config);
    return runner_->document().token_ids == document.token_ids;
}

bool Rerun::start_with_stored_text(RunConfig config, const DocumentRecord& document)
{
    text_ = std::make_unique<TemporaryText>(document);
    config.document = text_->path();
    config.encoding = any_bytes;  // it is as it was read
    return start(config, document);
}

void Rerun::start_images(const RunHeader& logged)
{
    tell_shipped_images();
    runner_ = std::make_unique<Runner>(logged.config);
    check_weights("model", logged.config.model, logged.model_hash, runner_->header().model_hash);
    check_weights("images", logged.config.images, logged.input_hash, runner_->header().input_hash);
}

Rerun::Rerun(const SessionReader& reader, const std::string& run_id)
{
    const RunHeader logged = reader.header(run_id);
    if (is_of_another_program(logged))
        throw Error("This run was computed by another program, " + printable(logged.engine_version) +
                    ": it is not ours to compute again.");
    if (logged.kind == images_kind)
        return start_images(logged);
    if (logged.kind != document_kind)
        throw Error("This program can't compute a run of the kind " + printable(logged.kind) + " again.");
    const DocumentRecord document = reader.document(run_id);
    const RunConfig& config = logged.config;
    const bool from_file = begins_with(config, document.bytes) && start(config, document);
    const bool same_tokens = from_file || start_with_stored_text(config, document);
    check_weights("model", config.model, logged.model_hash, runner_->header().model_hash);
    check_weights("twin", config.twin, logged.twin_hash, runner_->header().twin_hash);
    if (!same_tokens)
        throw Error("The tokenizer of " + printable(config.model) + " now cuts " + printable(document.name) +
                    " into other tokens than in the log, so the run can't be verified.");
}

}  // namespace ttt
