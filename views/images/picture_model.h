// The pictures of a run over images: views ask, someone with an engine answers.
#pragma once

#include "views/images/image_items.h"

#include <QCache>
#include <QImage>
#include <QObject>
#include <QString>

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace ttt {

/// An image of the set as one shift of the stream shows it.
struct PictureKey {
    static constexpr std::int32_t clean = -1;

    std::int64_t image = no_image;
    std::int32_t shift = clean;

    auto operator<=>(const PictureKey&) const = default;
};

inline std::size_t qHash(const PictureKey& key, std::size_t seed = 0)
{
    return qHashMulti(seed, key.image, key.shift);
}

struct MadePicture {
    PictureKey key;
    QImage image;
};

/// GUI thread; one for a window. Keeps a bounded number of pictures, those that were looked at last. Forgotten by
/// reset().
class PictureModel : public QObject {
    Q_OBJECT
public:
    static constexpr qsizetype most_bytes = qsizetype{96} << 20;

    explicit PictureModel(QObject* parent = nullptr) : QObject(parent) { pictures_.setMaxCost(most_bytes); }

    /// Null: it is not there yet.
    QImage picture(PictureKey key) const;
    /// Why there are none: a sentence; empty: nothing is wrong.
    QString problem() const { return problem_; }
    /// What `who` looks at now, in place of what it looked at before; changed() tells when some of it came.
    void ask(const QObject* who, std::vector<PictureKey> keys);

    // Who answers:
    void reset();  // another run
    void set_problem(const QString& sentence);
    void add(const std::vector<MadePicture>& pictures);

Q_SIGNALS:
    void changed();  // pictures or problem
    /// All that is looked at and missing, in the order that it was asked in; replaces what was wanted before.
    void wanted(const std::vector<ttt::PictureKey>& keys);

private:
    mutable QCache<PictureKey, QImage> pictures_;  // cost: bytes
    std::map<const QObject*, std::vector<PictureKey>> asked_;
    std::set<PictureKey> pending_;  // wanted and not there yet
    QString problem_;
};

}  // namespace ttt
