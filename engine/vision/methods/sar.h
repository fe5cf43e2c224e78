// SAR (arXiv 2302.12400): entropy of the sure images of a batch, down the gradient at the worst point nearby; starts
// again when it gets too sure.
#pragma once

#include "engine/vision/methods/norm_method.h"

#include <optional>

namespace ttt {

/// S1 = {H < E0}, g = ∂ mean_S1 H; θ += ρ g / ‖g‖; S2 = those of S1 with H < E0 there, gradient of L2 = mean_S2 H;
/// θ back; SGD with momentum. e is the running mean of L2; when it falls below e_m, everything begins anew.
///
/// Mended: e_m is the option's, a reset forgets e and the momentum, and no step is taken when S2 is empty. As
/// published: e_m is 0.2 whatever the option says; after a reset e stays low, so that resets repeat, and so does the
/// momentum; momentum moves the weights where nothing was learned.
class Sar : public NormMethod {
public:
    Sar(std::unique_ptr<ImageNet> net, ImageMethodOptions options);

    void reset() override;

protected:
    Lesson lesson(const torch::Tensor& images) override;
    bool judge(const std::vector<double>& numbers, ImageNumbers& shown) override;
    void finish(ImageNumbers& shown) override;

private:
    void climb(const std::vector<torch::Tensor>& gradients);

    double margin_;                       // E0, nats
    std::vector<torch::Tensor> before_;   // θ, while the net is at the worst point
    std::optional<double> running_mean_;  // e, nats
};

/// What SAR adapts: norms, but not those of the last layers, which torchvision and timm name layer4, blocks.9 to
/// blocks.11 and norm. As published a residual net's last norm, if it is called norm, is left out as well.
bool is_norm_of_sar(const ImageNet& net, const ImageNetTensor& tensor, bool as_published);

}  // namespace ttt
