// Sets up a run: a compact form over RunConfig. Empty fields mean "as trained" and show what that is.
#pragma once

#include "engine/records/settings/problems.h"

#include <QWidget>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

class QAction;
class QGridLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QSettings;
class QToolButton;

namespace ttt {

class FieldRow;
class PresetMenu;

/// What only the owner of the input can tell of a setting: why it can't be, a sentence; empty: it can.
using InputCheck = std::function<std::string(std::string_view key, const RunConfig& config)>;

/// Title, note and title actions are meant for a panel, as those of a View. Presets live in `settings`, which outlive
/// the form. GUI thread.
class RunForm : public QWidget {
    Q_OBJECT
public:
    explicit RunForm(QSettings& settings, QWidget* parent = nullptr);

    QString title() const;
    QString note() const;                         // "preset: shipped"
    std::vector<QAction*> title_actions() const;  // one, with the menu of presets

    /// What the next run reads: settings and methods are of that kind. What was chosen for the other kind comes back
    /// with it.
    void set_kind(RunKind kind);
    RunKind kind() const { return kind_; }
    /// Of the stream's line: names that are offered while one types.
    void set_stream_words(const QStringList& words);
    void set_input_check(InputCheck check);

    void set_model(const ModelFacts& model);
    void set_device(const DeviceFacts& device);
    /// A line under the method: what the run takes, and what that is made of. Empty: nothing to say.
    void set_memory(const QString& words, const QString& parts, bool is_too_much);

    /// A line above all: the next run goes on from another one, and a button back. Empty: it does not.
    void set_branch(const QString& words);

    /// The run as it is set up; nullopt when there is a problem().
    std::optional<RunConfig> config() const;
    /// Model and document are kept as they are given here, and so is the twin's directory. What a run was made with
    /// becomes what is asked for.
    void set_config(const RunConfig& config);
    /// Why Run is not possible, a sentence; empty when it is.
    QString problem() const;
    /// Also where there is a problem.
    const std::string& method() const { return config_.method; }

    /// What every method would read with: the settings that all have, whatever the method's own say. nullopt when one
    /// of them can't be.
    std::optional<RunConfig> shared_config() const;
    const ModelFacts& model() const { return model_; }
    const DeviceFacts& device() const { return device_; }

    QSize sizeHint() const override;

Q_SIGNALS:
    void changed();  // config() or problem()
    void note_changed();
    void branch_left();  // back to a run from the start
    void submitted();    // Enter in a field, and there is no problem

protected:
    void changeEvent(QEvent* event) override;

private:
    void make_rows(QWidget* body);
    void make_offer(QWidget* body, int row);
    void make_memory(QWidget* body, int row);
    void make_fold(QWidget* body, int row);
    void make_streams(QWidget* body, int row);
    FieldRow& row_of(std::string_view key) const;
    void set_folded(bool folded);
    void show_rows();
    void choose_method(const QString& value);
    void show_config(const RunConfig& config);
    void read_rows();
    void read(const FieldRow& row);
    QString problem_of(const FieldRow& row, const std::vector<SettingProblem>& found) const;
    void check_rows();
    void take_in();
    void take_colours();

    RunKind kind_ = RunKind::document;
    std::map<RunKind, RunConfig> kept_;  // of the kinds that are not shown
    InputCheck input_check_;
    ModelFacts model_;
    DeviceFacts device_;
    RunConfig config_;  // as far as the rows are understood
    std::string twin_;  // directory, when the box is ticked
    std::vector<FieldRow*> rows_;
    std::map<const FieldRow*, std::string> misread_;  // texts that are no value, and why
    QGridLayout* grid_ = nullptr;
    QScrollArea* area_;
    QLabel* branch_;
    QPushButton* leave_branch_;
    QLabel* model_problem_;
    QPushButton* offer_ = nullptr;  // another method, where this one would change nothing
    QLabel* memory_ = nullptr;
    bool is_too_much_ = false;  // memory
    QToolButton* fold_ = nullptr;
    QToolButton* streams_ = nullptr;  // ready ones
    bool is_folded_ = true;
    PresetMenu* presets_;
};

}  // namespace ttt
