// The document that is open, in the tokens of the open model, and the reading of another one.
#pragma once

#include "app/workbench/model_opener.h"

namespace ttt {

/// GUI thread; documents are read on a thread of its own. The models outlive it.
class DocumentOpener : public QObject {
    Q_OBJECT
public:
    explicit DocumentOpener(const ModelOpener& models) : models_(models) {}

    const OpenedDocument& opened() const { return opened_; }
    /// The path of what is open or is to be read; empty: nothing.
    const QString& wanted() const { return wanted_; }
    qint64 limit() const { return limit_; }
    void set_limit(qint64 tokens) { limit_ = tokens; }  // 0: all; of the next reading

    /// Read at once, or as soon as a language model is there.
    void open(const QString& path);
    /// The same document by the model and the choices of now.
    void reread();
    /// How any text is read (start token, encoding). True: the open one was read otherwise.
    bool choose(const RunConfig& choices);

Q_SIGNALS:
    void reading(const QString& path);
    void taken();     // opened() is another one, good or not
    void answered();  // also when it could not be read: opened().problem, or what was open stays
    void refused(const QString& problem);

private:
    bool has_reader() const;
    void take(OpenedDocument document);

    const ModelOpener& models_;
    OpenedDocument opened_;
    QString wanted_;
    RunConfig choices_, read_as_;  // of now, and of the latest reading
    qint64 limit_ = 0;
    int latest_ = 0;  // results of older readings are dropped
    JobQueue jobs_;   // last: dies first
};

}  // namespace ttt
