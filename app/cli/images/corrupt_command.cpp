#include "app/cli/images/corrupt_command.h"

#include "app/cli/images/image_options.h"
#include "app/cli/runs/run_options.h"
#include "app/cli/shared/exit_code.h"
#include "app/cli/shared/interrupt.h"
#include "app/cli/shared/option_checks.h"
#include "app/cli/shared/output_file.h"
#include "app/cli/shared/perplexity_json.h"
#include "app/cli/shared/terminal_text.h"
#include "app/format.h"
#include "engine/files/file_path.h"
#include "engine/records/cancelled.h"
#include "engine/vision/images/npy_file.h"
#include "engine/vision/streams/image_stream.h"

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <filesystem>
#include <iostream>
#include <memory>

namespace ttt {

namespace {

struct CorruptOptions {
    ImageRequest images;
    std::string stream;
    std::string out;
    std::string labels_out;
    std::uint64_t seed = 1;
    bool json = false;
};

void check_files(const CorruptOptions& options)
{
    if (options.out == "-" && options.labels_out == "-")
        throw UsageError("--out and --labels-out can't both be standard output.");
    for (const std::string& out : {options.out, options.labels_out})
        for (const std::string& in : {options.images.images, options.images.labels})
            if (std::error_code different; !out.empty() && std::filesystem::equivalent(out, in, different))
                throw UsageError("The file " + in + " would be overwritten; write into another one.");
    if (absolute_path(options.out) == absolute_path(options.labels_out))
        throw UsageError("--out and --labels-out are one file; give two.");
}

/// u8 [shifts x images, H, W, C]: all images of the first shift in the order of the set, then of the next.
void write_images(const std::string& path, const ImageSet& set, const std::vector<Shift>& shifts, std::uint64_t seed)
{
    const Interrupt interrupt;
    write_output(path, [&](std::ostream& out) {
        std::vector<std::uint8_t> pixels(set.shape.bytes());
        out << npy_start(set.count() * static_cast<std::int64_t>(shifts.size()), set.shape);
        for (const Shift& shift : shifts)
            for (std::int64_t image = 0; image < set.count(); ++image) {
                if (interrupt.token().stop_requested())
                    throw Cancelled();
                corrupt(set.image(image), set.shape, shift, seed, image, pixels);
                out.write(reinterpret_cast<const char*>(pixels.data()), static_cast<std::streamsize>(pixels.size()));
            }
    });
}

void write_labels(const std::string& path, const ImageSet& set, std::size_t times)
{
    std::vector<std::int32_t> labels;
    for (std::size_t i = 0; i < times; ++i)
        labels.insert(labels.end(), set.labels.begin(), set.labels.end());
    write_output(path, [bytes = npy_of_labels(labels)](std::ostream& out) { out << bytes; });
}

void print_json(const CorruptOptions& options, const ImageSet& set, const std::vector<Shift>& shifts)
{
    nlohmann::ordered_json words = nlohmann::ordered_json::array();
    for (const Shift& shift : shifts)
        words.push_back({{"corruption", shift.corruption.empty() ? "clean" : shift.corruption},
                         {"severity", shift.severity},
                         {"images", set.count()}});
    const nlohmann::ordered_json json{{"out", options.out},
                                      {"source", set.source},
                                      {"hash", set.hash},
                                      {"seed", options.seed},
                                      {"shape",
                                       {set.count() * static_cast<std::int64_t>(shifts.size()), set.shape.height,
                                        set.shape.width, set.shape.channels}},
                                      {"shifts", words}};
    std::cout << text_of(json) << '\n';
}

void print_text(const CorruptOptions& options, const ImageSet& set, const std::vector<Shift>& shifts)
{
    std::string words;
    for (const Shift& shift : shifts)
        words += (words.empty() ? "" : ", ") + shift_text(shift);
    std::cout << "Written  " << terminal_text(options.out) << ", "
              << thousands(set.count() * static_cast<std::int64_t>(shifts.size())) << " images of " << set.shape.height
              << " x " << set.shape.width << " x " << set.shape.channels << "\nImages   " << terminal_text(set.source)
              << ", " << thousands(set.count()) << " of each shift\nShifts   " << words << ", made here, seed "
              << options.seed << '\n';
}

std::vector<Shift> shifts_of(const CorruptOptions& options, const ImageShape& shape)
try {
    return parse_shifts(options.stream, shape);
} catch (const Error& error) {
    throw UsageError(error.what());
}

void write_corrupted(const CorruptOptions& options)
{
    check_files(options);
    const ImageSet set = open_told_images(options.images);
    const std::vector<Shift> shifts = shifts_of(options, set.shape);
    if (!options.labels_out.empty() && set.labels.empty())
        throw UsageError("These images have no labels, so --labels-out has nothing to write.");
    write_images(options.out, set, shifts, options.seed);
    if (!options.labels_out.empty())
        write_labels(options.labels_out, set, shifts.size());
    if (options.out != "-" && options.labels_out != "-")
        (options.json ? print_json : print_text)(options, set, shifts);
}

}  // namespace

void add_corrupt_command(CLI::App& images)
{
    CLI::App& command = *images.add_subcommand("corrupt", "Write corrupted images, CIFAR-10-C style (.npy), made here");
    const auto options = std::make_shared<CorruptOptions>();
    add_image_options(command, options->images);
    command
        .add_option("--stream", options->stream,
                    "Corruptions with severities, like gaussian_noise:5,fog:3; clean, all:5 and extra:5 are known too")
        ->required()
        ->type_name("WORDS");
    command.add_option("--out", options->out, "File to write, u8 [N, H, W, C]; - is standard output")
        ->required()
        ->type_name("FILE.npy");
    command.add_option("--labels-out", options->labels_out, "File for the labels, u8 [N]")->type_name("FILE.npy");
    command.add_option("--seed", options->seed, "Of the random draws; default: 1")
        ->check(whole_number(0))
        ->type_name("N");
    add_json_option(command, options->json);
    command.callback([options] { write_corrupted(*options); });
}

}  // namespace ttt
