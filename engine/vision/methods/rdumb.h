// RDumb (arXiv 2306.05401): ETA that starts again every so many batches, the sober opponent of all that go on for long.
#pragma once

#include "engine/vision/methods/eta.h"

namespace ttt {

/// Batches count whether or not they were learned from, as in the authors' program; so does the one that the reset
/// follows.
class RDumb : public Eta {
public:
    RDumb(std::unique_ptr<ImageNet> net, ImageMethodOptions options);

    void reset() override;

protected:
    void finish(ImageNumbers& shown) override;

private:
    std::int64_t batches_ = 0;
};

}  // namespace ttt
