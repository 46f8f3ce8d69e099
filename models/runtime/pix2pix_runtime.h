/* SPDX-License-Identifier: MIT */
/* The boundary between the GStreamer plugin and the network: one table of C
 * functions. No exception, no C++ type and no tensor crosses it, so that the
 * plugin needs no LibTorch to be built, scanned or listed.
 *
 * Two libraries export this table: libpix2pix-runtime.so (LibTorch) and
 * libpix2pix-fake-runtime.so (a twin without LibTorch for tests). */
#pragma once

#include <stdint.h>

/* In C++ enums have a fixed type, so that looking at a caller's wrong value is
 * defined behaviour. */
#ifdef __cplusplus
#define P2P_FIXED : int32_t
extern "C" {
#else
#define P2P_FIXED
#endif

/* Grows with every change of this file. Plugin and runtime are built together
 * and refuse to work with another number than their own. */
#define P2P_RUNTIME_VERSION 3u

/* Name of the one exported function, for dlsym(). */
#define P2P_RUNTIME_ENTRY "p2p_runtime"

typedef enum P2P_FIXED {
  P2P_OK = 0,
  P2P_ERROR_MODEL_NOT_FOUND, /* no such file, or it may not be read */
  P2P_ERROR_MODEL_INVALID,   /* truncated, corrupt, foreign, does not fit */
  P2P_ERROR_SETTINGS,        /* an option that this model or device refuses */
  P2P_ERROR_DEVICE,          /* the device asked for is not there or failed */
  P2P_ERROR_OUT_OF_MEMORY,   /* of the device or of the host */
  P2P_ERROR_FRAME,           /* this frame could not be processed */
  P2P_ERROR_INTERNAL,        /* a defect of ours */
} P2pErrorCode;

/* Filled by a failing call, untouched by a successful one. Both texts are
 * UTF-8, zero-terminated and cut to fit. */
typedef struct {
  P2pErrorCode code;
  char message[512]; /* for users: what is wrong, where, and what to do */
  char detail[1024]; /* for developers; may be empty */
} P2pError;

typedef enum P2P_FIXED {
  P2P_PRECISION_AUTO = 0, /* by processor, device and network */
  P2P_PRECISION_FP32,
  P2P_PRECISION_FP16,
  P2P_PRECISION_BF16,
  P2P_PRECISION_INT8, /* for models with calibrated ranges */
} P2pPrecision;

/* Statistics of the normalisation layers. */
typedef enum P2P_FIXED {
  P2P_NORM_STATS_AUTO = 0, /* what the model's spec says */
  P2P_NORM_STATS_FRAME,    /* of the frame itself, as pix2pix is tested */
  P2P_NORM_STATS_RUNNING,  /* those stored in the model */
} P2pNormStats;

typedef enum P2P_FIXED {
  P2P_COLOUR_RGB = 0, /* components R, G, B and perhaps A */
  P2P_COLOUR_YUV,     /* components Y, Cb, Cr and perhaps A */
  P2P_COLOUR_GREY,    /* one component */
} P2pColour;

/* One 8-bit colour component of a frame in host memory. Sample (x, y) of the
 * component lies at data + y * row_stride + x * pixel_stride. Chroma planes
 * hold one sample for 2^x_shift by 2^y_shift pixels, rounded up. */
typedef struct {
  uint8_t *data;
  int32_t row_stride;   /* bytes; may exceed the row, never negative */
  int32_t pixel_stride; /* bytes: 1 planar, 2 for NV12's chroma, 3, 4 */
  uint8_t x_shift;
  uint8_t y_shift;
} P2pComponent;

/* How Y'CbCr relates to R'G'B' (all values as ITU-R BT.601/709 define them).
 * Y' = (Y - y_offset) / y_scale in [0, 1]; Cb, Cr likewise in [-0.5, 0.5]. */
typedef struct {
  float kr, kb;             /* luma weights of R and B; G has 1 - kr - kb */
  float y_offset, y_scale;  /* 16, 219 for limited range; 0, 255 for full */
  float c_offset, c_scale;  /* 128, 224 for limited range; 128, 255 full */
  uint8_t chroma_x_cosited; /* 1: chroma sits on even luma columns (MPEG-2) */
  uint8_t chroma_y_cosited; /* 1: on even rows; 0: half way between two */
} P2pYuv;

/* A borrowed view of one frame's pixels. */
typedef struct {
  int32_t width, height; /* pixels, both at least 1 */
  P2pColour colour;
  int32_t n_components; /* 1 to 4; the fourth is alpha */
  P2pComponent component[4];
  P2pYuv yuv; /* read for P2P_COLOUR_YUV only */
} P2pFrame;

typedef enum P2P_FIXED {
  P2P_OUTPUT_PICTURE = 0, /* what the network makes */
  P2P_OUTPUT_OVERLAY,     /* the input with the mask laid over it in colour */
} P2pOutputMode;

/* What becomes of the network's result. All zero: the picture it made. */
typedef struct {
  /* These two are for models with one output channel, a mask of 0 to 1. */
  P2pOutputMode mode;
  double threshold; /* from here on the mask is 1, below it 0; 0: as it is */
  uint32_t overlay_colour; /* 0xAARRGGBB, R'G'B'; read in overlay mode */
  /* For models that take a mask: how far around a hole the network's picture
   * fades into the input. Pixels, 0 to 255. */
  int32_t feather;
} P2pComposition;

/* One frame's work. Input and output have the same size and do not overlap.
 * They have the same colour model too; a model with three input channels and
 * one output channel also writes its mask to P2P_COLOUR_GREY. Alpha and unused
 * bytes are the caller's business: components beyond the third are copied from
 * input to output, bytes that belong to no component are left alone. */
typedef struct {
  P2pFrame input, output;
  /* The holes of the input, for models that take a mask: grey, of its size,
   * 128 and more is a hole. Outside the holes the output is the input, sample
   * by sample. A chroma sample belongs to all pixels it was averaged from. */
  const P2pFrame *mask; /* NULL: none */
  P2pComposition composition;
} P2pJob;

typedef struct {
  const char *model_path; /* a .safetensors file written by pix2pix-trainer */
  const char *device;     /* "auto", "cpu", "cuda" or "cuda:N" */
  P2pPrecision precision;
  P2pNormStats norm_stats;
  int32_t threads;      /* of the CPU for this engine; 0: all cores */
  int32_t tile_size;    /* pixels; larger frames are run in tiles; 0: never */
  int32_t memory_limit; /* MiB for a frame; beyond it, tiles; 0: none */
} P2pEngineOptions;

typedef struct {
  int32_t in_channels, out_channels;       /* 1 or 3 each, without the mask */
  int32_t takes_mask;                      /* 1: jobs need one, 0: must not */
  int32_t training_width, training_height; /* pixels */
  char device[32];                         /* "cpu", "cuda:0", ... */
  P2pPrecision precision;                  /* never AUTO */
  P2pNormStats norm_stats;                 /* never AUTO */
  char summary[512]; /* one line: what was chosen and why, for the log */
} P2pEngineInfo;

/* A loaded model with a thread of its own, on which everything runs. */
typedef struct P2pEngine P2pEngine;
/* A submitted frame. */
typedef struct P2pTicket P2pTicket;

/* Every function may be called from any thread. Functions that take a P2pError
 * return NULL or 0 on failure and have filled it then. */
typedef struct {
  uint32_t version; /* P2P_RUNTIME_VERSION of the library */
  const char *name; /* "libtorch" or "fake" */

  /* Loads the model and runs it once at its training size. The strings of
   * `options` are copied. */
  P2pEngine *(*engine_new)(const P2pEngineOptions *options, P2pError *error);

  /* Finishes the frames in flight, then frees the engine. NULL is allowed.
   * Tickets that nobody has waited for must be waited for first. */
  void (*engine_free)(P2pEngine *engine);

  void (*engine_info)(const P2pEngine *engine, P2pEngineInfo *info);

  /* Makes buffers for frames of this size and warms up, so that the first
   * frame is no slower than the next. Returns 1 on success. */
  int (*engine_prepare)(P2pEngine *engine, int32_t width, int32_t height,
                        P2pError *error);

  /* Queues one frame. The structs are copied; the pixels of all frames must
   * stay valid until ticket_wait() returns. */
  P2pTicket *(*engine_submit)(P2pEngine *engine, const P2pJob *job,
                              P2pError *error);

  /* Blocks until the frame is done, frees the ticket in every case, and
   * returns 1 if the output was written. */
  int (*ticket_wait)(P2pTicket *ticket, P2pError *error);
} P2pRuntime;

/* The one exported function. Never fails, never loads anything. */
typedef const P2pRuntime *(*P2pRuntimeEntry)(void);

#ifdef __cplusplus
}
#endif
