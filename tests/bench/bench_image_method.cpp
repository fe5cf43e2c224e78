// How fast a method on images is, batch by batch: MODEL METHOD IMAGES cpu|cuda [STEPS VIEWS RATE MOMENTUM BATCH]; a
// batch is one image where nothing else is said. On a GPU it first says how far its answers lie from those of the
// processor. Prints one JSON object; tests/bench/peer_ttt.py and, for tent, peer_tent.py are its peers.
#include "engine/machine/device.h"
#include "engine/records/error.h"
#include "engine/vision/methods/image_method.h"

#include <torch/utils.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <vector>

namespace {

using torch::Tensor;
using namespace ttt;

ImageMethodOptions options_of(const std::vector<std::string>& words)
{
    const auto number = [&](std::size_t at, double otherwise) {
        return words.size() > at ? std::atof(words[at].c_str()) : otherwise;
    };
    ImageMethodOptions options;
    options.steps = static_cast<std::int64_t>(number(4, 1));
    options.views = static_cast<std::int64_t>(number(5, 32));
    options.lr = number(6, 0.001);
    options.momentum = number(7, 0);
    options.uses_adam = options.scores_before = words[1] == "tent";  // as its authors
    options.entropy_margin = 0.4;
    options.redundancy_margin = 0.4;
    options.sharpness = 0.05;
    return options;
}

Tensor answers(ImageMethod& method, const Tensor& images, std::int64_t batch)
{
    std::vector<Tensor> logits;
    for (std::int64_t i = 0; i < images.size(0); i += batch)
        logits.push_back(method.step({images.slice(0, i, i + batch), i}).logits.cpu());
    return torch::cat(logits);
}

double seconds_of(ImageMethod& method, const Tensor& images, std::int64_t batch)
{
    const auto start = std::chrono::steady_clock::now();
    answers(method, images, batch);  // each is waited for, as a run does
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

int run(const std::vector<std::string>& words)
{
    cuda_available();  // before LibTorch is used
    const auto net = open_image_net(words[0]).net;
    const ImageMethodOptions options = options_of(words);
    const torch::Device device(words[3] == "cuda" ? torch::kCUDA : torch::kCPU);
    const std::int64_t batch = words.size() > 8 ? std::atol(words[8].c_str()) : 1;
    const auto generator = at::detail::createCPUGenerator(1);
    const Tensor images = torch::randint(
        0, 256, {std::atol(words[2].c_str()), net->channels(), net->side(), net->side()}, generator, torch::kUInt8);
    const auto method = make_image_method(words[1], *net, options, device);
    double off = 0;
    if (device.is_cuda()) {
        const Tensor few = images.slice(0, 0, 8 * batch);
        const Tensor here = answers(*make_image_method(words[1], *net, options, torch::kCPU), few, batch);
        const Tensor there = answers(*method, few.to(device), batch);
        off = ((here - there).norm() / here.norm()).item<double>();
    } else {
        answers(*method, images.slice(0, 0, 2 * batch), batch);
    }
    method->reset();
    const double seconds = seconds_of(*method, images.to(device), batch);
    std::cout << "{\"method\": \"" << words[1] << "\", \"device\": \"" << words[3] << "\", \"images\": " << words[2]
              << ", \"batch\": " << batch
              << ", \"ms_per_image\": " << 1000 * seconds / static_cast<double>(images.size(0))
              << ", \"off_from_cpu\": " << off << "}\n";
    return 0;
}

}  // namespace

int main(int count, char** words)
try {
    if (count < 5) {
        std::cerr << "bench_image_method MODEL METHOD IMAGES cpu|cuda [STEPS VIEWS RATE MOMENTUM BATCH]\n";
        return 2;
    }
    return run({words + 1, words + count});
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
