#!/usr/bin/env python3
"""Makes corruptions/: what numpy, scipy, scikit-image, OpenCV and PIL make of three images.

Written from the formulas of arXiv 1903.12261 and the strengths of hendrycks/robustness at 8190fe3. Random numbers are the
engine's (engine/vision/corruptions/draws.h), computed here again: so it is the formulas that are compared.
numpy 2.4.6, scipy 1.17.1, scikit-image 0.26.0, opencv-python-headless 5.0.0, Pillow 13.0.0.
"""
import gzip
import io
import math
import os

import cv2
import numpy as np
from PIL import Image
from scipy import ndimage, stats
from skimage import color, filters

here = os.path.dirname(os.path.abspath(__file__))
out = os.path.join(here, "corruptions")
SEED, INDEX = 7, 3
MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15


def mixed(bits):
    bits = ((bits ^ bits >> 30) * 0xBF58476D1CE4E5B9) & MASK
    bits = ((bits ^ bits >> 27) * 0x94D049BB133111EB) & MASK
    return bits ^ bits >> 31


def hash_of(name):
    hash = 0xCBF29CE484222325
    for byte in name.encode():
        hash = ((hash ^ byte) * 0x100000001B3) & MASK
    return hash


class Draws:
    def __init__(self, name, severity):
        self.key = mixed((SEED + GOLDEN) & MASK)
        for part in (INDEX, hash_of(name), severity):
            self.key = mixed(self.key ^ mixed((part + GOLDEN) & MASK))
        self.count = 0

    def one(self):
        self.count += 1
        return (mixed((self.key + self.count * GOLDEN) & MASK) >> 11) * 2.0**-53

    def uniform(self, low=0.0, high=1.0, shape=()):
        values = np.array([self.one() for _ in range(math.prod(shape))]).reshape(shape)
        return low + (high - low) * values

    def normal(self, shape):
        pairs = self.uniform(shape=(*shape, 2))
        return np.sqrt(-2 * np.log1p(-pairs[..., 0])) * np.cos(2 * np.pi * pairs[..., 1])

    def whole(self, low, high):
        return low + int(self.one() * (high - low))


def pick(small, large, x, severity):
    return (small if min(x.shape[:2]) < 64 else large)[severity - 1]


def gray(x):
    return x[..., 0] if x.shape[2] == 1 else x @ np.array([0.299, 0.587, 0.114])


def gaussian(x, sigma, mode="nearest", truncate=4.0):
    if sigma == 0:
        return x
    return filters.gaussian(x, sigma, mode=mode, truncate=truncate, channel_axis=-1 if x.ndim == 3 else None)


def gaussian_noise(x, s, d):
    return x + pick((0.04, 0.06, 0.08, 0.09, 0.10), (0.08, 0.12, 0.18, 0.26, 0.38), x, s) * d.normal(x.shape)


def shot_noise(x, s, d):
    c = pick((500, 250, 100, 75, 50), (60, 25, 12, 5, 3), x, s)
    return stats.poisson.ppf(d.uniform(shape=x.shape), x * c) / c


def impulse_noise(x, s, d):
    amount = pick((0.01, 0.02, 0.03, 0.05, 0.07), (0.03, 0.06, 0.09, 0.17, 0.27), x, s)
    draws = d.uniform(shape=(*x.shape, 2))
    return np.where(draws[..., 0] < amount, draws[..., 1] < 0.5, x)


def speckle_noise(x, s, d):
    return x + x * pick((0.06, 0.1, 0.12, 0.16, 0.2), (0.15, 0.2, 0.35, 0.45, 0.6), x, s) * d.normal(x.shape)


def gaussian_blur(x, s, d):
    return gaussian(x, pick((0.4, 0.6, 0.7, 0.8, 1), (1, 2, 3, 4, 6), x, s))


def defocus_blur(x, s, d):
    radius, alias = pick(((0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (1, 0.2), (1.5, 0.1)),
                         ((3, 0.1), (4, 0.5), (6, 0.5), (8, 0.5), (10, 0.5)), x, s)
    reach, size = (8, 3) if radius <= 8 else (radius, 5)
    grid = np.arange(-reach, reach + 1)
    disk = (grid[:, None] ** 2 + grid**2 <= radius**2).astype(np.float32)
    kernel = cv2.GaussianBlur(disk / disk.sum(), (size, size), sigmaX=alias)
    return np.stack([cv2.filter2D(x[..., c], -1, kernel) for c in range(x.shape[2])], -1)


def glass_blur(x, s, d):
    sigma, reach, rounds = pick(((0.05, 1, 1), (0.25, 1, 1), (0.4, 1, 1), (0.25, 1, 2), (0.4, 1, 2)),
                                ((0.7, 1, 2), (0.9, 2, 1), (1, 2, 3), (1.1, 3, 2), (1.5, 4, 2)), x, s)
    x = np.floor(gaussian(x, sigma) * 255 + 1 / 8192)
    for _ in range(rounds):
        for h in range(x.shape[0] - reach, reach, -1):
            for w in range(x.shape[1] - reach, reach, -1):
                dx, dy = d.whole(-reach, reach), d.whole(-reach, reach)
                x[h, w] = x[h + dy, w + dx]
    return gaussian(x / 255, sigma)


def moved(x, radius, sigma, angle):
    count = 2 * radius + 1
    weights = np.exp(-np.arange(count) ** 2 / (2 * sigma**2))
    weights /= weights.sum()
    rows, columns = np.indices(x.shape[:2])
    total = np.zeros_like(x)
    for i in range(count):
        dx = math.ceil(i * math.cos(math.radians(angle)) - 0.5)
        dy = math.ceil(i * math.sin(math.radians(angle)) - 0.5)
        total += weights[i] * x[np.clip(rows + dy, 0, x.shape[0] - 1), np.clip(columns + dx, 0, x.shape[1] - 1)]
    return total


def motion_blur(x, s, d):
    radius, sigma = pick(((6, 1), (6, 1.5), (6, 2), (8, 2), (9, 2.5)), ((10, 3), (15, 5), (15, 8), (15, 12), (20, 15)),
                         x, s)
    return moved(x, radius, sigma, float(d.uniform(-45, 45)))


def clipped_zoom(x, factor):
    side = x.shape[0]
    cut = math.ceil(side / factor)
    top = (side - cut) // 2
    x = ndimage.zoom(x[top:top + cut, top:top + cut], (factor, factor, 1), order=1)
    trim = (x.shape[0] - side) // 2
    return x[trim:trim + side, trim:trim + side]


def zoom_blur(x, s, d):
    step, count = pick(((0.01, 7), (0.01, 12), (0.01, 16), (0.01, 21), (0.01, 26)),
                       ((0.01, 12), (0.01, 16), (0.02, 11), (0.02, 13), (0.03, 11)), x, s)
    return (x + sum(clipped_zoom(x, 1 + i * step) for i in range(count))) / (count + 1)


def snow(x, s, d):
    mean, deviation, zoom, threshold, radius, sigma, mix = pick(
        ((0.1, 0.2, 1, 0.6, 8, 3, 0.95), (0.1, 0.2, 1, 0.5, 10, 4, 0.9), (0.15, 0.3, 1.75, 0.55, 10, 4, 0.9),
         (0.25, 0.3, 2.25, 0.6, 12, 6, 0.85), (0.3, 0.3, 1.25, 0.65, 14, 12, 0.8)),
        ((0.1, 0.3, 3, 0.5, 10, 4, 0.8), (0.2, 0.3, 2, 0.5, 12, 4, 0.7), (0.55, 0.3, 4, 0.9, 12, 8, 0.7),
         (0.55, 0.3, 4.5, 0.85, 12, 8, 0.65), (0.55, 0.3, 2.5, 0.85, 12, 12, 0.55)), x, s)
    layer = clipped_zoom((mean + deviation * d.normal(x.shape[:2]))[..., None], zoom)
    layer[layer < threshold] = 0
    layer = np.floor(np.clip(layer, 0, 1) * 255) / 255
    layer = moved(layer, radius, sigma, float(d.uniform(-135, -45)))
    x = mix * x + (1 - mix) * np.maximum(x, gray(x)[..., None] * 1.5 + 0.5)
    return x + layer + np.rot90(layer, 2)


def plasma(side, decay, d):
    field, wibble, step = np.zeros((side, side)), 100.0, side

    def spread(total):
        return total / 4 + wibble * d.uniform(-wibble, wibble, total.shape)

    while step >= 2:
        half = step // 2
        corners = field[::step, ::step]
        total = corners + np.roll(corners, -1, 0)
        middles = field[half::step, half::step] = spread(total + np.roll(total, -1, 1))
        field[::step, half::step] = spread(middles + np.roll(middles, 1, 0) + corners + np.roll(corners, -1, 1))
        field[half::step, ::step] = spread(middles + np.roll(middles, 1, 1) + corners + np.roll(corners, -1, 0))
        step, wibble = half, wibble / decay
    field -= field.min()
    return field / field.max()


def clouds(x, decay, d):
    side = 1 << (max(x.shape[:2]) - 1).bit_length()
    return plasma(side, decay, d)[:x.shape[0], :x.shape[1], None]


def fog(x, s, d):
    amount, decay = pick(((0.2, 3), (0.5, 3), (0.75, 2.5), (1, 2), (1.5, 1.75)),
                         ((1.5, 2), (2, 2), (2.5, 1.7), (2.5, 1.5), (3, 1.4)), x, s)
    return (x + amount * clouds(x, decay, d)) * x.max() / (x.max() + amount)


def frost(x, s, d):  # the texture is the engine's own
    kept, ice = pick(((1, 0.2), (1, 0.3), (0.9, 0.4), (0.85, 0.4), (0.75, 0.45)),
                     ((1, 0.4), (0.8, 0.6), (0.7, 0.7), (0.65, 0.7), (0.6, 0.75)), x, s)
    vein = 1 - np.abs(2 * clouds(x, 1.6, d) - 1)
    tint = np.array([0.86, 0.95, 1.0])
    return kept * x + ice * (0.35 + 0.65 * vein**2) * (tint if x.shape[2] == 3 else gray(tint[None, None])[..., None])


def brightness(x, s, d):
    c = pick((0.05, 0.1, 0.15, 0.2, 0.3), (0.1, 0.2, 0.3, 0.4, 0.5), x, s)
    if x.shape[2] == 1:
        return x + c
    hsv = color.rgb2hsv(x)
    hsv[..., 2] = np.clip(hsv[..., 2] + c, 0, 1)
    return color.hsv2rgb(hsv)


def contrast(x, s, d):
    mean = x.mean((0, 1), keepdims=True)
    return (x - mean) * pick((0.75, 0.5, 0.4, 0.3, 0.15), (0.4, 0.3, 0.2, 0.1, 0.05), x, s) + mean


def saturate(x, s, d):
    a, b = pick(((0.3, 0), (0.1, 0), (1.5, 0), (2, 0.1), (2.5, 0.2)), ((0.3, 0), (0.1, 0), (2, 0), (5, 0.1), (20, 0.2)),
                x, s)
    hsv = color.rgb2hsv(x)
    hsv[..., 1] = np.clip(hsv[..., 1] * a + b, 0, 1)
    return color.hsv2rgb(hsv)


def elastic_transform(x, s, d):
    height, width, channels = x.shape
    side = min(height, width) * (1 if min(height, width) < 64 else 244 / 224)
    alpha, sigma, affine = (side * value for value in pick(
        ((0, 0, 0.08), (0.05, 0.2, 0.07), (0.08, 0.06, 0.06), (0.1, 0.04, 0.05), (0.1, 0.03, 0.03)),
        ((2, 0.7, 0.1), (2, 0.08, 0.2), (0.05, 0.01, 0.02), (0.07, 0.01, 0.02), (0.12, 0.01, 0.02)), x, s))
    cx, cy, square = width // 2, height // 2, min(height, width) // 3
    corners = np.float32([[cx + square, cy + square], [cx + square, cy - square], [cx - square, cy - square]])
    targets = (corners + d.uniform(-affine, affine, corners.shape)).astype(np.float32)
    back = np.vstack([cv2.getAffineTransform(corners, targets), [0, 0, 1]])
    back = np.linalg.inv(back)
    rows, columns = np.indices((height, width)).astype(float)
    px = back[0, 0] * columns + back[0, 1] * rows + back[0, 2]
    py = back[1, 0] * columns + back[1, 1] * rows + back[1, 2]
    x = np.stack([ndimage.map_coordinates(x[..., c], [py, px], order=1, mode="mirror") for c in range(channels)], -1)
    dx = gaussian(d.uniform(-1, 1, (height, width)), sigma, "reflect", 3) * alpha
    dy = gaussian(d.uniform(-1, 1, (height, width)), sigma, "reflect", 3) * alpha
    return np.stack([ndimage.map_coordinates(x[..., c], [rows + dy, columns + dx], order=1, mode="reflect")
                     for c in range(channels)], -1)


def as_picture(x):
    bytes = np.round(x * 255).astype(np.uint8)
    return Image.fromarray(bytes[..., 0] if x.shape[2] == 1 else bytes)


def of_picture(picture, x):
    return np.asarray(picture).reshape(x.shape) / 255


def pixelate(x, s, d):
    share = pick((0.95, 0.9, 0.85, 0.75, 0.65), (0.6, 0.5, 0.4, 0.3, 0.25), x, s)
    size = x.shape[1], x.shape[0]
    return of_picture(as_picture(x).resize([int(side * share) for side in size], Image.BOX).resize(size, Image.BOX), x)


def jpeg_compression(x, s, d):
    packed = io.BytesIO()
    as_picture(x).save(packed, "JPEG", quality=pick((80, 65, 58, 50, 40), (25, 18, 15, 10, 7), x, s))
    return of_picture(Image.open(packed), x)


def spatter(x, s, d):
    mean, deviation, sigma, threshold, strength, mud = pick(
        ((0.62, 0.1, 0.7, 0.7, 0.5, 0), (0.65, 0.1, 0.8, 0.7, 0.5, 0), (0.65, 0.3, 1, 0.69, 0.5, 0),
         (0.65, 0.1, 0.7, 0.69, 0.6, 1), (0.65, 0.1, 0.5, 0.68, 0.6, 1)),
        ((0.65, 0.3, 4, 0.69, 0.6, 0), (0.65, 0.3, 3, 0.68, 0.6, 0), (0.65, 0.3, 2, 0.68, 0.5, 0),
         (0.65, 0.3, 1, 0.65, 1.5, 1), (0.67, 0.4, 1, 0.65, 1.5, 1)), x, s)
    colour = np.array([63, 42, 20] if mud else [175, 238, 238]) / 255
    if x.shape[2] == 1:
        colour = gray(colour[None, None])[..., None]
    layer = gaussian(mean + deviation * d.normal(x.shape[:2]), sigma)
    layer[layer < threshold] = 0
    if mud:
        m = gaussian((layer > threshold).astype(float), strength)
        m[m < 0.8] = 0
        return x * (1 - m[..., None]) + m[..., None] * colour
    layer = (np.clip(layer, 0, 1) * 255).astype(np.uint8)
    dist = cv2.distanceTransform(255 - cv2.Canny(layer, 50, 150), cv2.DIST_L2, 5)
    dist = cv2.blur(np.minimum(dist, 20), (3, 3)).astype(np.uint8)
    dist = cv2.filter2D(cv2.equalizeHist(dist), cv2.CV_8U, np.float32([[-2, -1, 0], [-1, 1, 1], [0, 1, 2]]))
    m = layer * cv2.blur(dist, (3, 3)).astype(np.float64)
    m = m / m.max() * strength if m.max() > 0 else m
    return x + m[..., None] * colour


def sketch(x, s, d):  # ours
    edge = np.hypot(*(cv2.Sobel(gray(x), cv2.CV_64F, *axis) / 4 for axis in ((1, 0), (0, 1))))
    return (1 - s / 5) * x + s / 5 * (1 - np.minimum(1, 2 * edge))[..., None]


def inverted(x, s, d):  # ours
    return np.where(x >= 1 - s / 5 - 1e-4, 1 - x, x)


KINDS = (gaussian_noise, shot_noise, impulse_noise, defocus_blur, glass_blur, motion_blur, zoom_blur, snow, frost, fog,
         brightness, contrast, elastic_transform, pixelate, jpeg_compression, speckle_noise, gaussian_blur, spatter,
         saturate, sketch, inverted)


def colour_image(side):
    y, x = np.indices((side, side)) / side
    disk = (x - 0.6) ** 2 + (y - 0.4) ** 2 < 0.08
    image = np.stack([x, 1 - y, 0.5 + 0.5 * np.sin(14 * x * y)], -1)
    image[disk] = [0.9, 0.25, 0.1]
    image[(x > 0.1) & (x < 0.35) & (y > 0.6) & (y < 0.9)] = [0.1, 0.2, 0.8]
    return np.round(image * 255).astype(np.uint8)


def fashion_image():
    path = os.path.join(here, "../../resources/images/fashion-mnist/t10k-images-idx3-ubyte.gz")
    return np.frombuffer(gzip.open(path).read(), np.uint8, 784, 16 + 784 * 12).reshape(28, 28, 1)


def make(name, image, severities):
    rows, lines = [], []
    for kind in KINDS:
        if kind is saturate and image.shape[2] == 1:
            continue
        for severity in severities:
            result = kind(image / 255, severity, Draws(kind.__name__, severity))
            rows.append(np.clip(result, 0, 1).astype(np.float32))
            lines.append(f"{name} {kind.__name__} {severity}\n")
    np.save(os.path.join(out, name + "-input.npy"), image[None])
    np.save(os.path.join(out, name + ".npy"), np.floor(np.float64(rows) * 255 + 1 / 8192).astype(np.uint8))
    return rows, lines


def main():
    os.makedirs(out, exist_ok=True)
    lines = []
    for name, image, severities in (("colour32", colour_image(32), range(1, 6)), ("grey28", fashion_image(), range(1, 6)),
                                    ("grey64", colour_image(64)[..., 1:2].copy(), (1, 3, 5))):
        rows, words = make(name, image, severities)
        lines += words
        if name == "grey28":
            np.save(os.path.join(out, "grey28-floats.npy"), np.stack(rows[4::5]))
    with open(os.path.join(out, "order.txt"), "w") as file:
        file.writelines(lines)


main()
