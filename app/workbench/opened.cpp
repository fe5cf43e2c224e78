#include "app/workbench/opened.h"

#include "app/places.h"
#include "engine/machine/device.h"
#include "engine/run_document.h"

#include <exception>
#include <filesystem>

namespace ttt {

namespace {

std::string existing_twin(const std::string& directory, const ModelConfig& config)
{
    if (config.ttt.twin.empty())
        return {};
    const std::string twin = twin_of(directory);
    return std::filesystem::exists(std::filesystem::path(twin) / "config.json") ? twin : std::string();
}

void read_language_model(OpenedModel& model)
{
    model.info = model_info(model.directory);
    model.twin = existing_twin(model.directory, model.info.config);
    model.tokenizer = Tokenizer::load(model.directory);
    check_tokenizer(*model.tokenizer, model.info.config.vocab_size, model.directory);
}

}  // namespace

OpenedModel open_model_directory(const std::string& directory)
{
    OpenedModel model;
    model.directory = absolute_path(directory);
    model.cuda = cuda_available(&model.cuda_reason);  // before anything else asks LibTorch
    model.kind = is_image_net(model.directory) ? RunKind::images : RunKind::document;
    try {
        if (model.kind == RunKind::images)
            model.net = image_net_info(model.directory);
        else
            read_language_model(model);
    } catch (const std::exception& error) {
        model.problem = error.what();
    }
    return model;
}

OpenedDocument open_document_file(const RunConfig& asked, const OpenedModel& model)
{
    OpenedDocument document;
    document.path = absolute_path(asked.document);
    if (!model.tokenizer) {
        document.problem =
            model.problem.empty() ? "Choose a model first: its tokenizer reads the document." : model.problem;
        return document;
    }
    try {
        RunConfig config = asked;
        config.document = document.path;
        RunDocument read = read_document(config, *model.tokenizer);
        add_vocabulary(read, *model.tokenizer, model.info.config);
        document.record = std::move(read.record);
        document.remarks = std::move(read.remarks);
    } catch (const std::exception& error) {
        document.problem = error.what();
    }
    return document;
}

}  // namespace ttt
