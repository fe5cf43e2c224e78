#include "engine/vision/nets/training_file.h"

#include "engine/files/atomic_file.h"
#include "engine/files/printable.h"
#include "engine/model/safetensors.h"
#include "engine/records/error.h"
#include "engine/records/parsed_number.h"
#include "engine/vision/nets/net_files.h"

#include <nlohmann/json.hpp>
#include <torch/utils.h>

#include <filesystem>

namespace ttt {

namespace {

std::string log_line(const ImageTrainingProgress& progress)
{
    nlohmann::ordered_json json;
    if (!progress.phase.empty())
        json["phase"] = progress.phase;
    json["epoch"] = progress.epoch;
    for (const TrainingNumber& loss : progress.losses)
        json[loss.key] = loss.value;
    json["lr"] = progress.lr;
    json["images_per_second"] = progress.images_per_second;
    for (const TrainingNumber& number : progress.judged)
        json[number.key] = number.value;
    return json.dump() + "\n";
}

std::string metadata_of(const SafetensorsFile& file, const char* key)
{
    const auto found = file.metadata().find(key);
    return found == file.metadata().end() ? std::string() : found->second;
}

[[noreturn]] void refuse(const SafetensorsFile& file, const std::string& why)
{
    throw Error("The training state " + printable_path(file.path()) + " " + why +
                ". Choose another output, or delete it.");
}

}  // namespace

TrainingFile::TrainingFile(const std::string& output, const std::string& name, std::string fingerprint, std::string log)
    : folder_(output + "/training"), path_(folder_ + "/" + name + ".safetensors"), fingerprint_(std::move(fingerprint)),
      log_(std::move(log))
{
    make_folder(folder_);  // before an epoch has been computed for nothing
}

void TrainingFile::finish_epoch(const ImageTrainingProgress& progress, const NamedTensors& tensors)
{
    ++epochs_;
    log_ += log_line(progress);
    write_safetensors(
        path_, tensors,
        {{"format", "pt"}, {"epochs", std::to_string(epochs_)}, {"settings", fingerprint_}, {"log", log_}});
    AtomicFile file(folder_ + "/log.jsonl");
    file.write(log_);
    file.commit();
}

bool TrainingFile::restore(const NamedTensors& tensors, std::int64_t most_epochs)
{
    if (!std::filesystem::exists(path_))
        return false;
    const torch::NoGradGuard no_grad;
    const SafetensorsFile file = SafetensorsFile::open(path_);
    if (metadata_of(file, "settings") != fingerprint_)
        refuse(file, "belongs to another training: net, data, epochs, batch, rate or seed were others");
    const auto epochs = parsed_number<std::int64_t>(metadata_of(file, "epochs"));
    if (!epochs || *epochs < 1 || *epochs > most_epochs)
        refuse(file, "is damaged: it does not say how many epochs were done");
    for (const auto& [name, tensor] : tensors) {
        const auto entry = file.entries().find(name);
        if (entry == file.entries().end() || entry->second.shape != tensor.sizes())
            refuse(file, "is damaged: " + name + " is missing");
        torch::Tensor(tensor).copy_(file.tensor(name));
    }
    epochs_ = *epochs;
    log_ = metadata_of(file, "log");
    return true;
}

}  // namespace ttt
