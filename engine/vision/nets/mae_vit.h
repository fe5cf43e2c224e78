// The net of mae_config.h: its tensors, and its functions: patches filled in, and classes told.
#pragma once

#include "engine/vision/nets/image_tensor.h"
#include "engine/vision/nets/mae_config.h"
#include "engine/vision/nets/vit_block.h"

#include <vector>

namespace ttt {

/// Handles: a copy shares its tensors. Names as in the authors' files; the classifier is theirs of the kind vit_head.
struct MaeWeights {
    MaeConfig config;
    // Encoder, width d.
    torch::Tensor cls_token;    // f32 [1, 1, d]
    torch::Tensor pos_embed;    // f32 [1, 1 + L, d], fixed
    LinearWeights patch_embed;  // f32 [d, channels, patch, patch]
    std::vector<VitBlock> blocks;
    LayerNormWeights norm;
    // Decoder, width e.
    LinearWeights decoder_embed;
    torch::Tensor mask_token;         // f32 [1, 1, e]
    torch::Tensor decoder_pos_embed;  // f32 [1, 1 + L, e], fixed
    std::vector<VitBlock> decoder_blocks;
    LayerNormWeights decoder_norm;
    LinearWeights decoder_pred;  // to the values of a patch
    // Classifier, width c.
    LinearWeights classifier_embed;
    torch::Tensor classifier_pos_embed;  // f32 [1, 1 + L, c], fixed
    std::vector<VitBlock> classifier_blocks;
    LayerNormWeights classifier_norm;
    LinearWeights classifier_pred;  // of the class token
};

/// Which of the three a tensor belongs to, by its name.
bool is_of_decoder(const ImageTensorSpec& spec);     // as the authors ask: the name begins with "decoder"
bool is_of_classifier(const ImageTensorSpec& spec);  // begins with "classifier"

/// All tensors that the config asks for, in a fixed order; the only list of them. Makes blocks where there are none.
void visit_tensors(MaeWeights& weights, const VisitImageTensor& visit);

/// On the CPU: linear maps uniform by Xavier, biases 0, tokens N(0, 0.02²), norms 1 and 0.
MaeWeights init_mae(const MaeConfig& config, std::uint64_t seed);

/// Which patches of which image are seen.
struct PatchMask {
    torch::Tensor seen;     // i64 [B, K], places of the patches that the encoder sees
    torch::Tensor restore;  // i64 [B, L], where each patch is among the seen ones and, behind these, the hidden ones
    torch::Tensor hidden;   // f32 [B, L], 1: hidden
};

/// noise: [B, L]; the K patches of the lowest noise are seen, the first among equals.
PatchMask mask_of(const torch::Tensor& noise, std::int64_t seen);

/// f32 [B, C, H, W], normalised, to f32 [B, 1 + K, d], class token first; no mask: all patches.
torch::Tensor encoded(const MaeWeights& weights, const torch::Tensor& images, const PatchMask* mask);

/// f32 [B, 1 + K, d] of encoded() to f32 [B, L, patch² C]: what the decoder makes of every patch.
torch::Tensor filled_in(const MaeWeights& weights, const torch::Tensor& latent, const PatchMask& mask);

/// f32 [B, L, patch² C]: the pixels of each patch (row, column, channel), made mean 0 and unbiased variance 1.
torch::Tensor patch_targets(const MaeConfig& config, const torch::Tensor& images);

/// Mean square error over the hidden patches of all images, f32 [].
torch::Tensor reconstruction_loss(const MaeWeights& weights, const torch::Tensor& images, const PatchMask& mask);

/// What the classifier makes of encoded() without a mask, f32 [B, classes].
torch::Tensor classified(const MaeWeights& weights, const torch::Tensor& latent);

/// f32 [B, C, H, W], normalised, to f32 [B, classes].
torch::Tensor class_logits(const MaeWeights& weights, const torch::Tensor& images);

std::int64_t parameter_count(const MaeWeights& weights);  // that are learned

}  // namespace ttt
